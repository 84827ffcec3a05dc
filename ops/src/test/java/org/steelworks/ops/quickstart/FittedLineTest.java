package org.steelworks.ops.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FittedLineTest {
    private static final DisplayWidth EAST_ASIAN = DisplayWidth.ofLocale("zh_CN.UTF-8");
    private static final List<Double> FLAT = Collections.nCopies(100, 1.0);

    private static FittedLine line() {
        return new FittedLine()
                .add("step 5/9")
                .curve(FLAT, 2)
                .add("lr 0.1", 3)
                .add("9 tok/s", 1)
                .add("left 0:05");
    }

    @Test
    void shouldGiveTheCurveWhatIsLeftUpToTwentyFourBars() {
        assertThat(line().fit(200, DisplayWidth.NARROW))
                .isEqualTo("step 5/9  " + "▁".repeat(24) + "  lr 0.1  9 tok/s  left 0:05");
        assertThat(line().fit(50, DisplayWidth.NARROW))
                .isEqualTo("step 5/9  " + "▁".repeat(12) + "  lr 0.1  9 tok/s  left 0:05");
    }

    @Test
    void shouldLeaveOutTheHighestRankFirstAndCutAtLast() {
        assertThat(line().fit(45, DisplayWidth.NARROW)).isEqualTo("step 5/9  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁  9 tok/s  left 0:05");
        assertThat(line().fit(30, DisplayWidth.NARROW)).isEqualTo("step 5/9  9 tok/s  left 0:05");
        assertThat(line().fit(20, DisplayWidth.NARROW)).isEqualTo("step 5/9  left 0:05");
        assertThat(line().fit(12, DisplayWidth.NARROW)).isEqualTo("step 5/9  le");
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 30, 40, 50, 60, 79, 120})
    void shouldNeverBeWiderThanTheTerminalNotEvenWithDoubleWidthBars(int columns) {
        String text = line().add("步骤一二三", 1).fit(columns, EAST_ASIAN);

        int width = text.codePoints().map(c -> c < 0x80 ? 1 : 2).sum();
        assertThat(width).isLessThanOrEqualTo(columns);
    }

    @Test
    void shouldCountCharactersAsTerminalsDo() {
        assertThat(DisplayWidth.NARROW.of("ab苹果，▁")).isEqualTo(2 + 4 + 2 + 1);
        assertThat(EAST_ASIAN.of("▁")).isEqualTo(2);
        assertThat(DisplayWidth.NARROW.of("e\u0301")).isEqualTo(1);
        assertThat(DisplayWidth.NARROW.cut("苹果是", 5)).isEqualTo("苹果");
        assertThat(DisplayWidth.ofLocale("C.UTF-8")).isEqualTo(DisplayWidth.NARROW);
    }
}
