package org.steelworks.data.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.steelworks.data.raw.RecordSources.all;
import static org.steelworks.data.raw.RecordSources.bytes;
import static org.steelworks.data.raw.RecordSources.problems;
import static org.steelworks.data.raw.RecordSources.texts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArraySourceTest {
    private static List<RawLine> read(String json) throws IOException {
        return all(new ArraySource(bytes(json), 100));
    }

    @Test
    void shouldCutAnArrayIntoItsElements() throws IOException {
        List<RawLine> read = read("\uFEFF\n [ {\"a\": \"],}\\\"[\"} ,\n [1,[2]], \"x,y\",7\t] \n");

        assertThat(texts(read).stream().map(String::strip))
                .containsExactly("{\"a\": \"],}\\\"[\"}", "[1,[2]]", "\"x,y\"", "7");
        assertThat(read).extracting(RawLine::number).containsExactly(1L, 2L, 3L, 4L);
        assertThat(read).extracting(RawLine::index).containsExactly(0L, 1L, 2L, 3L);
        assertThat(problems(read)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", " [ ] "})
    void shouldFindNothingInAnEmptyArray(String json) throws IOException {
        assertThat(read(json)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1} | 0 | the file is no JSON array",
                "[1,2 | 1 | the file ends in the middle of an array",
                "[1,{\"a\":\"endless | 1 | the file ends in the middle of an array",
                "[1,2] [3] | 2 | something follows the end of the array",
                "[ | 0 | the file ends in the middle of an array",
            })
    void shouldKeepWhatIsBeforeABreakOfTheArray(String json, int sound, String problem) throws IOException {
        List<RawLine> read = read(json);

        assertThat(read).hasSize(sound + 1);
        assertThat(read.get(sound).problem()).startsWith(problem).endsWith("nothing behind this place was read");
        assertThat(read.get(sound).last()).isTrue();
    }

    @Test
    void shouldLoseABadElementAlone() throws IOException {
        List<RawLine> read = read("[{\"completion\" \"no colon\"},,{\"completion\":2},{" + "0".repeat(200) + "}, 9,]");

        assertThat(problems(read))
                .containsExactly(
                        "the element is empty: two commas, or one before the end of the array",
                        "the element has 202 bytes, more than 100",
                        "the element is empty: two commas, or one before the end of the array");
        RawParser parser = RawFormat.WIKI.parser(ReadingRules.CORRECTED, TextField.TEXT);
        assertThat(parser.parse(read.get(0)))
                .isInstanceOfSatisfying(RawRecord.Malformed.class, bad -> assertThat(bad.reason())
                        .startsWith("the record is not one JSON object at column 15"));
        assertThat(parser.parse(read.get(2)))
                .isEqualTo(new RawRecord.Malformed("key \"completion\" is a number, expected a string"));
    }

    @Test
    void shouldHoldNoMoreThanTheLongestElementOfAnEndlessOne() throws IOException {
        long length = 1L << 30;
        InputStream endless = new InputStream() {
            private long left = length;

            @Override
            public int read() {
                throw new UnsupportedOperationException("read in pieces");
            }

            @Override
            public int read(byte[] into, int from, int count) {
                int now = (int) Math.min(left, count);
                Arrays.fill(into, from, from + now, (byte) (left == length ? '[' : '"'));
                left -= now;
                return now == 0 ? -1 : now;
            }
        };

        List<RawLine> read = all(new ArraySource(endless, 1 << 16));

        assertThat(read).hasSize(1);
        assertThat(read.get(0).bytes()).hasSizeLessThanOrEqualTo(800);
        assertThat(read.get(0).last()).isTrue();
    }

    @Test
    void shouldGiveUpAWholeFileByTheOriginalsRules(@TempDir Path folder) throws IOException {
        Path broken = folder.resolve("w.json");
        Files.writeString(broken, "[{\"completion\":\"a\"},{\"completion\" 2}]");
        Path sound = folder.resolve("s.json");
        Files.writeString(sound, "[{\"completion\":\"a\"},{\"completion\":NaN}]");

        assertThat(problems(all(broken, Container.ARRAY, ReadingRules.COMPAT)))
                .singleElement()
                .asString()
                .startsWith("the file is not one JSON array at line 1, column 35");
        assertThat(all(broken, Container.ARRAY, ReadingRules.CORRECTED)).hasSize(2);
        assertThat(all(sound, Container.ARRAY, ReadingRules.COMPAT)).hasSize(2);
    }
}
