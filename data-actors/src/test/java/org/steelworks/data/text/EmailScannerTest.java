package org.steelworks.data.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EmailScannerTest {

    @ParameterizedTest
    @CsvSource({
        "A@B.com, A@B.com",
        "联系abc@qq.com谢谢, 联系谢谢",
        "a@b.c@d.e, @d.e",
        "x@y.z1, 1",
        "x@.a, x@.a",
        "x@..a!, !",
        "x@y.Z, x@y.Z",
        "a@b.c.D, .D",
    })
    void shouldDeleteAddresses(String text, String expected) {
        assertThat(new EmailScanner("").replace(text)).isEqualTo(expected);
    }

    @Test
    void shouldPutTheReplacementInPlace() {
        assertThat(new EmailScanner("<EMAIL>").replace("to a@b.cn, c@d.cn")).isEqualTo("to <EMAIL>, <EMAIL>");
    }

    @Test
    void shouldTakeLinearTime() {
        int n = 300_000;
        for (String text : List.of("a".repeat(n) + "@", "a@".repeat(n), "a@" + "b.".repeat(n), "a@" + ".1".repeat(n))) {
            // One pass takes milliseconds; a quadratic one would take minutes.
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> new EmailScanner("").replace(text));
        }
    }
}
