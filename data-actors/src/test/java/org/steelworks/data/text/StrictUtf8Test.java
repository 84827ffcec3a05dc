package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StrictUtf8Test {
    @Test
    void textComesBackAsItIs() throws CharacterCodingException {
        for (String text : new String[] {"", "abc", "中文 é 😀", "a replacement \uFFFD character", "\u0000\uFFFE"}) {
            assertThat(StrictUtf8.decode(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        }
    }

    @Test
    void damageIsRefused() {
        byte[][] damaged = {
            {(byte) 0xE4}, {'a', (byte) 0xFF}, {(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}
        };
        for (byte[] bytes : damaged) {
            assertThatThrownBy(() -> StrictUtf8.decode(bytes)).isInstanceOf(CharacterCodingException.class);
        }
    }
}
