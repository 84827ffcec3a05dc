package org.steelworks.data.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values printed by NumPy 1.26.4 and CPython 3.11. */
class NumpyGeneratorTest {

    @Test
    void shouldPermuteAsNumpy() {
        assertThat(new NumpyGenerator(3407).permutation(16))
                .containsExactly(7, 0, 2, 5, 13, 14, 4, 9, 15, 3, 11, 8, 12, 1, 10, 6);
        assertThat(new NumpyGenerator(3408).permutation(8)).containsExactly(4, 3, 0, 6, 7, 5, 1, 2);
        NumpyGenerator generator = new NumpyGenerator(3407);
        assertThat(generator.permutation(8)).containsExactly(7, 5, 3, 0, 4, 1, 2, 6);
        assertThat(generator.permutation(8)).containsExactly(5, 2, 1, 0, 4, 7, 6, 3);
    }

    @Test
    void shouldShuffleAsNumpy() {
        NumpyGenerator generator = new NumpyGenerator(3407);
        generator.permutation(8);
        int[] values = {0, 100, 101, 102, 103, 104, 0};
        generator.shuffle(values, 1, 6);
        assertThat(values).containsExactly(0, 101, 104, 100, 102, 103, 0);
    }

    @Test
    void shouldShuffleAsPython() {
        List<Integer> values = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        new PythonRandom(666).shuffle(values);
        assertThat(values).containsExactly(1, 3, 5, 9, 0, 4, 2, 8, 6, 7);
    }
}
