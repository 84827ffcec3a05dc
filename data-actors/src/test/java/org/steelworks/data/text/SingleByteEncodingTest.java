package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The upper halves are compared with those of Python 3.11's codecs and ftfy 6.3.1's sloppy ones. */
final class SingleByteEncodingTest {

    @Test
    void shouldMapEveryUpperByteAsPythonDoes() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/clean/python-code-pages.txt")) {
            String[] lines = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            assertThat(lines).hasSize(SingleByteEncoding.values().length);
            for (String line : lines) {
                String[] fields = line.split(" ");
                String expected = Arrays.stream(fields)
                        .skip(1)
                        .map(hex -> Character.toString(Integer.parseInt(hex, 16)))
                        .collect(Collectors.joining());
                assertThat(SingleByteEncoding.valueOf(fields[0]).upperHalf())
                        .as(fields[0])
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void shouldEncodeALostCharacterOnlyInSloppyEncodings() {
        int lost = SingleByteEncoding.encodings("a\uFFFD");
        int substitute = SingleByteEncoding.encodings("a\u001A");
        for (SingleByteEncoding encoding : SingleByteEncoding.values()) {
            assertThat((lost & encoding.bit()) != 0).as(encoding.name()).isEqualTo(encoding.sloppy());
            assertThat((substitute & encoding.bit()) != 0).as(encoding.name()).isEqualTo(!encoding.sloppy());
        }
        assertThat(SingleByteEncoding.WINDOWS_1252.encode("\u20AC\uFFFDz")).containsExactly(0x80, 0x1A, 'z');
    }
}
