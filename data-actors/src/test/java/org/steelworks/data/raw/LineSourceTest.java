package org.steelworks.data.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSourceTest {
    private static List<RawLine> read(LineSource source) throws IOException {
        List<RawLine> lines = new ArrayList<>();
        for (RawLine line = source.next(); line != null; line = source.next()) {
            lines.add(line);
        }
        return lines;
    }

    private static LineSource whole(String text, int longest, boolean reportBlank) {
        return new LineSource(new ByteArrayInputStream(text.getBytes(UTF_8)), 0, Long.MAX_VALUE, longest, reportBlank);
    }

    private static List<String> texts(List<RawLine> lines) {
        return lines.stream().map(line -> new String(line.bytes(), UTF_8)).toList();
    }

    @Test
    void shouldEndLinesAtLineFeedCarriageReturnAndBoth() throws IOException {
        List<RawLine> lines = read(whole("a\nb\r\nc\rd\n\n \t\r\ne", 100, false));

        assertThat(texts(lines)).containsExactly("a", "b", "c", "d", "e");
        assertThat(lines).extracting(RawLine::number).containsExactly(1L, 2L, 3L, 4L, 7L);
        assertThat(lines).extracting(RawLine::index).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void shouldReportBlankLinesWhereTheyEndAFile() throws IOException {
        List<RawLine> lines = read(whole("a\n\nb\n", 100, true));

        assertThat(lines).extracting(RawLine::problem).containsExactly("", "the line is blank", "");
    }

    @Test
    void shouldPassOverALineThatIsTooLongAndGoOn() throws IOException {
        List<RawLine> lines = read(whole("12345\n123456\n" + "x".repeat(200_000) + "\nok", 5, false));

        assertThat(lines)
                .extracting(RawLine::problem)
                .containsExactly("", "the line has 6 bytes, more than 5", "the line has 200000 bytes, more than 5", "");
        assertThat(lines.get(2).bytes()).hasSizeLessThanOrEqualTo(800);
    }

    @Test
    void shouldHoldNoMoreThanTheLongestLineOfAnEndlessOne() throws IOException {
        long length = 3L << 30;
        InputStream endless = new InputStream() {
            private long left = length;

            @Override
            public int read() {
                throw new UnsupportedOperationException("read in pieces");
            }

            @Override
            public int read(byte[] into, int from, int count) {
                int now = (int) Math.min(left, count);
                left -= now;
                Arrays.fill(into, from, from + now, (byte) 'z');
                return now == 0 ? -1 : now;
            }
        };

        List<RawLine> lines = read(new LineSource(endless, 0, Long.MAX_VALUE, 1 << 20, false));

        assertThat(lines).hasSize(1);
        assertThat(lines.get(0).problem()).isEqualTo("the line has " + length + " bytes, more than 1048576");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldGiveEveryLineToExactlyOneOfTheRangesOfAFile(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        String[] ends = {"\n", "\n", "\r\n", "\r", "\n\n"};
        for (int i = 0; i < 60; i++) {
            text.append("é".repeat(random.nextInt(6))).append(i).append(ends[random.nextInt(ends.length)]);
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        List<String> expected = texts(read(whole(text.toString(), 100, false)));

        for (int length = 1; length <= bytes.length + 1; length++) {
            List<String> found = new ArrayList<>();
            long lines = 0;
            for (int start = 0; start < bytes.length; start += length) {
                int end = Math.min(bytes.length, start + length);
                int from = Math.max(0, start - 1);
                InputStream in = new ByteArrayInputStream(bytes, from, bytes.length - from);
                long skipped = start == 0 ? 0 : RawFile.skipToBorder(in, end - start + 1L) - 1;
                LineSource source = new LineSource(in, start + skipped, end, 100, false);
                found.addAll(texts(read(source)));
                lines += source.lines();
            }
            assertThat(found).as("ranges of %d bytes, seed %d", length, seed).isEqualTo(expected);
            LineSource once = whole(text.toString(), 100, false);
            read(once);
            assertThat(lines).as("lines in ranges of %d bytes", length).isEqualTo(once.lines());
        }
    }
}
