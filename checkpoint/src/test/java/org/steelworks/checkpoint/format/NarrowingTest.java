package org.steelworks.checkpoint.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.tensor.Bfloat16;

class NarrowingTest {
    @ParameterizedTest
    @CsvSource({
        "3f800000, 3f80", // 1
        "3f808000, 3f80", // half-way above an even one: down
        "3f818000, 3f82", // half-way above an odd one: up
        "3f808001, 3f81",
        "3f807fff, 3f80",
        "bf818000, bf82",
        "7f7fffff, 7f80", // the largest float rounds to infinity
        "7f800000, 7f80",
        "00000001, 0000",
        "80000000, 8000",
        "7f800001, 7fc0", // a NaN whose payload is cut stays a NaN
        "ffc00000, ffc0"
    })
    void shouldRoundToNearestWithTiesToEven(String fp32, String bfloat16) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(fp32, 16));

        assertThat(String.format("%04x", Bfloat16.of(value) & 0xffff)).isEqualTo(bfloat16);
    }

    @ParameterizedTest
    @CsvSource({
        "3c00, 1.0", "c000, -2.0", "3555, 0.333251953125", "7bff, 65504.0", "0001, 5.9604644775390625E-8",
        "8000, -0.0", "7c00, Infinity", "fc00, -Infinity", "03ff, 6.097555160522461E-5", "0400, 6.103515625E-5"
    })
    void shouldWidenFloat16Exactly(String bits, float value) {
        assertThat(Narrowing.fromFloat16((short) Integer.parseInt(bits, 16))).isEqualTo(value);
    }

    @Test
    void shouldKeepNotANumber() {
        assertThat(Narrowing.fromFloat16((short) 0x7e01)).isNaN();
        assertThat(Bfloat16.value((short) 0x7fc1)).isNaN();
    }
}
