package org.steelworks.data.clean.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers that NumPy and SciPy gave with Data-Juicer's formulas. */
final class MinHashBandsTest {
    @ParameterizedTest
    @CsvSource({"0.7, 256, 25, 10", "0.5, 64, 14, 4", "0.9, 128, 5, 25"})
    void choosesBandsForAThreshold(double threshold, int permutations, int count, int rows) {
        MinHashBands bands = MinHashBands.forThreshold(permutations, threshold);

        assertThat(bands.count()).isEqualTo(count);
        assertThat(bands.rows()).isEqualTo(rows);
    }

    @Test
    void permutesAsTheOriginal() {
        MinHashBands bands = new MinHashBands(6, 1, 6);
        long[] hashes = Stream.of("a b c", "b c d", "c d e")
                .map(shingle -> Digests.sha1().digest(shingle.getBytes(StandardCharsets.UTF_8)))
                .mapToLong(digest -> Integer.toUnsignedLong(
                        Integer.reverseBytes(ByteBuffer.wrap(digest).getInt())))
                .toArray();
        long[] least = new long[6];
        for (int i = 0; i < least.length; i++) {
            least[i] = Long.MAX_VALUE;
            for (long hash : hashes) {
                least[i] = Math.min(least[i], bands.permuted(i, hash));
            }
        }

        assertThat(least).containsExactly(166243150L, 195862067L, 931037807L, 146456144L, 1173073632L, 557273401L);
    }

    @Test
    void refusesBandsThatAreNotThere() {
        assertThatThrownBy(() -> new MinHashBands(10, 4, 3)).hasMessageContaining("num_permutations 10");
        assertThatThrownBy(() -> MinHashBands.forThreshold(10, 1.5)).hasMessageContaining("jaccard_threshold 1.5");
    }
}
