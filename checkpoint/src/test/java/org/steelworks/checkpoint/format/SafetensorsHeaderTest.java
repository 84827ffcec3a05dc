package org.steelworks.checkpoint.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.tensor.Shape;

class SafetensorsHeaderTest {
    private static SafetensorsHeader.Declared tensor(String name, ElementType type, long... shape) {
        return new SafetensorsHeader.Declared(name, type, Shape.of(shape));
    }

    @Test
    void shouldSortAlignPadAndCarryTheFormat() {
        SafetensorsHeader header = SafetensorsHeader.sorted(List.of(
                tensor("b", ElementType.F32, 2), tensor("a", ElementType.BF16, 3), tensor("B", ElementType.F32, 1, 1)));
        byte[] bytes = header.toBytes();
        String json = new String(bytes, 8, bytes.length - 8, StandardCharsets.UTF_8);

        assertThat(header.entries().stream().map(SafetensorsHeader.Entry::name)).containsExactly("B", "b", "a");
        assertThat(bytes.length % 8).isZero();
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong())
                .isEqualTo(bytes.length - 8);
        assertThat(json.trim())
                .isEqualTo("{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"B\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]},"
                        + "\"a\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[12,18]}}");
        assertThat(header.fileBytes()).isEqualTo(bytes.length + 18);
    }

    @Test
    void shouldKeepOffsetsBeyondTwoAndFourGibibytes() {
        long rows = 1_500_000_000L;
        SafetensorsHeader header = SafetensorsHeader.sorted(List.of(
                tensor("a", ElementType.BF16, rows, 1),
                tensor("b", ElementType.BF16, rows),
                tensor("c", ElementType.BF16, 5)));
        byte[] bytes = header.toBytes();

        SafetensorsHeader read = SafetensorsHeader.parse(
                Arrays.copyOfRange(bytes, 8, bytes.length), bytes.length + 6_000_000_010L, "big");

        assertThat(header.find("b").begin()).isEqualTo(3_000_000_000L);
        assertThat(read.find("c").begin()).isEqualTo(6_000_000_000L);
        assertThat(read.fileBytes()).isEqualTo(bytes.length + 6_000_000_010L);
        assertThat(read.entries()).isEqualTo(header.entries());
    }

    @Test
    void shouldRefuseHeaderLengthsThatDoNotFit() {
        for (long length : new long[] {0, 1, 93, 100_000_001, -1, Long.MIN_VALUE}) {
            ByteBuffer first8 = ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .flip();
            assertThatThrownBy(() -> SafetensorsHeader.jsonBytes(first8, 100, "short.safetensors"))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("short.safetensors");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[1]|not a safetensors",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|needs 8 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}|expected 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|the file has 8",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|whole number",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}|whole number",
                "{\"a\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}}|Q4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}|data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9223372036854775807,9],\"data_offsets\":[0,8]}}|impossible",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"a\":{}}|Duplicate",
                "{\"a\":|JSON"
            })
    void shouldRefuseHeadersThatCannotBe(String json, String named) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> SafetensorsHeader.parse(bytes, 8 + bytes.length + 8, "bad.safetensors"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("bad.safetensors")
                .hasMessageContaining(named);
    }

    @Test
    void shouldSortNamesByCodePointNotByUtf16() {
        // U+FFFD sorts before U+1F600 as a code point, behind it as UTF-16 units
        assertThat(SafetensorsHeader.byCodePoint("\ufffd", "\ud83d\ude00")).isNegative();
        assertThat("\ufffd".compareTo("\ud83d\ude00")).isPositive();
    }
}
