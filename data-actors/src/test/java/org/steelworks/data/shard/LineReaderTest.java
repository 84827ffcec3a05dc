package org.steelworks.data.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {

    @Test
    void shouldSplitAtEveryKindOfLineEnd() throws IOException {
        assertThat(texts("a\nb\r\nc\rd\n\ne")).containsExactly("a", "b", "c", "d", "", "e");
        assertThat(texts("a\n")).containsExactly("a");
        assertThat(texts("a\r\n")).containsExactly("a");
        assertThat(texts("")).isEmpty();
        assertThat(texts("\r\r\n\n")).containsExactly("", "", "");
    }

    @Test
    void shouldSplitAcrossReadsOfOneByte() throws IOException {
        String text = "茶\r\n绿茶\rx\n\r\n";
        InputStream oneByOne = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };
        assertThat(texts(new LineReader(oneByOne))).containsExactly("茶", "绿茶", "x", "");
    }

    @Test
    void shouldSayWhichLineCannotBeRead() throws IOException {
        byte[] bytes = {'a', '\n', (byte) 0xC3, '\n', 'b', 'b', 'b', 'b', '\n', 'c'};
        LineReader lines = new LineReader(new ByteArrayInputStream(bytes), 3);
        assertThat(lines.next()).isEqualTo(new LineReader.Line(1, "a", ""));
        assertThat(lines.next().problem()).contains("UTF-8");
        LineReader.Line tooLong = lines.next();
        assertThat(tooLong.number()).isEqualTo(3);
        assertThat(tooLong.problem()).contains("longer than 3 bytes");
        assertThat(lines.next()).isEqualTo(new LineReader.Line(4, "c", ""));
        assertThat(lines.next()).isNull();
    }

    private static List<String> texts(String text) throws IOException {
        return texts(new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static List<String> texts(LineReader lines) throws IOException {
        List<String> texts = new ArrayList<>();
        for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
            assertThat(line.number()).isEqualTo(texts.size() + 1);
            texts.add(line.text());
        }
        return texts;
    }
}
