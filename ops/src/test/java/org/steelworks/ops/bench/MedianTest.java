package org.steelworks.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MedianTest {
    @Test
    void theMiddleOne() {
        assertThat(Median.of(3, 1, 2)).isEqualTo(new Median(2, 1, 3));
    }

    @Test
    void theMeanOfTheTwoInTheMiddle() {
        assertThat(Median.of(4, 1, 3, 2)).isEqualTo(new Median(2.5, 1, 4));
    }

    @Test
    void nothingHasNoMiddle() {
        assertThatIllegalArgumentException().isThrownBy(() -> Median.of(List.of()));
    }
}
