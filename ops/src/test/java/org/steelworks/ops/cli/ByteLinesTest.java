package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ByteLinesTest {
    private static ByteLines lines(String text, int longest) {
        return new ByteLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), longest);
    }

    @Test
    void linesEndAtLineFeedsOrTheEnd() throws IOException {
        ByteLines lines = lines("a\n\nb\r\nc", 10);

        assertThat(lines.next()).asString().isEqualTo("a");
        assertThat(lines.next()).isEmpty();
        assertThat(lines.next()).asString().isEqualTo("b\r");
        assertThat(lines.number()).isEqualTo(3);
        assertThat(lines.next()).asString().isEqualTo("c");
        assertThat(lines.next()).isNull();
        assertThat(lines.number()).isEqualTo(4);
        assertThat(lines("", 10).next()).isNull();
        assertThat(lines("\n", 10).next()).isEmpty();
    }

    @Test
    void aLineMayBeLongerThanTheBuffer() throws IOException {
        String longLine = "0123456789".repeat(30_000);
        ByteLines lines = lines(longLine + "\n" + longLine + "\nx", longLine.length());

        assertThat(lines.next()).asString().isEqualTo(longLine);
        assertThat(lines.next()).asString().isEqualTo(longLine);
        assertThat(lines.next()).asString().isEqualTo("x");
    }

    @Test
    void aLineBeyondTheBoundIsNamed() throws IOException {
        ByteLines lines = lines("ab\nabcd\n", 3);
        lines.next();

        assertThatThrownBy(lines::next)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("longer than 3");
    }
}
