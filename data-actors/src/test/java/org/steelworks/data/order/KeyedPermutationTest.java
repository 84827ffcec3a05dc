package org.steelworks.data.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedPermutationTest {
    private static final long[] EXPECTED_16 = {9, 5, 3, 7, 6, 4, 8, 12, 15, 10, 13, 14, 11, 2, 0, 1};
    private static final long EXPECTED_LARGE = 36658002620L;

    @Test
    void shouldBeABijectionForEverySmallSize() {
        for (int n = 1; n <= 600; n++) {
            assertBijection(n, 7L * n);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1023, 1024, 1025, 4096, 65_535, 65_537, 204_800, 1_000_003})
    void shouldBeABijection(int n) {
        assertBijection(n, 3407);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 33, (1L << 40) + 1, (1L << 61) - 1, 1L << 62})
    void shouldInvertItselfWhereNoTableFits(long n) {
        Random random = new Random(n);
        KeyedPermutation permutation = new KeyedPermutation(n, 3407, 2, 5);
        for (int i = 0; i < 2_000; i++) {
            long position = Math.floorMod(random.nextLong(), n);
            long element = permutation.at(position);
            assertThat(element).isBetween(0L, n - 1);
            assertThat(permutation.positionOf(element)).isEqualTo(position);
        }
    }

    @Test
    void shouldDependOnSeedKeyAndPass() {
        long[] base = table(1000, 1, 0, 0);
        assertThat(table(1000, 2, 0, 0)).isNotEqualTo(base);
        assertThat(table(1000, 1, 1, 0)).isNotEqualTo(base);
        assertThat(table(1000, 1, 0, 1)).isNotEqualTo(base);
        assertThat(table(1000, 0, 1, 0)).isNotEqualTo(table(1000, 1, 0, 0));
        assertThat(table(1000, 1, 0, 0)).isEqualTo(base);
    }

    @Test
    void shouldKeepItsDocumentedValues() {
        // Computed with the Python transcription in docs/sample-order.md.
        assertThat(table(16, 3407, 0, 0)).containsExactly(EXPECTED_16);
        assertThat(new KeyedPermutation(217_500_000_000L, 3407, 1, 2).at(123_456_789_012L))
                .isEqualTo(EXPECTED_LARGE);
    }

    @Test
    void shouldSpreadElementsEvenly() {
        // Where 64 consecutive positions of 4,096 land, in 64 bins, over 200 seeds: chi-square with 63 degrees of
        // freedom has mean 63 and deviation 11.2; without replacement it is slightly below. 120 is five deviations off.
        int[] bins = new int[64];
        for (int seed = 0; seed < 200; seed++) {
            KeyedPermutation permutation = new KeyedPermutation(4096, seed, 0, 0);
            for (int i = 0; i < 64; i++) {
                bins[(int) (permutation.at(1000 + i) / 64)]++;
            }
        }
        double chiSquare = 0;
        for (int count : bins) {
            chiSquare += (count - 200.0) * (count - 200.0) / 200.0;
        }
        assertThat(chiSquare).isLessThan(120);
    }

    @Test
    void shouldRefuseImpossibleSizesAndPositions() {
        assertThatThrownBy(() -> new KeyedPermutation(0, 1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyedPermutation((1L << 62) + 1, 1, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        KeyedPermutation permutation = new KeyedPermutation(10, 1, 1, 0);
        assertThatThrownBy(() -> permutation.at(10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> permutation.at(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertBijection(int n, long seed) {
        KeyedPermutation permutation = new KeyedPermutation(n, seed, 0, 0);
        BitSet seen = new BitSet(n);
        for (int i = 0; i < n; i++) {
            long element = permutation.at(i);
            assertThat(element).isBetween(0L, n - 1L);
            assertThat(seen.get((int) element)).as("n %d: %d twice", n, element).isFalse();
            seen.set((int) element);
            if (n <= 600) {
                assertThat(permutation.positionOf(element)).isEqualTo(i);
            }
        }
    }

    private static long[] table(int n, long seed, long key, long pass) {
        KeyedPermutation permutation = new KeyedPermutation(n, seed, key, pass);
        long[] table = new long[n];
        for (int i = 0; i < n; i++) {
            table[i] = permutation.at(i);
        }
        return table;
    }
}
