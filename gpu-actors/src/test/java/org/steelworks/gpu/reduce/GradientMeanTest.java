package org.steelworks.gpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;

class GradientMeanTest {
    /** Two parts and a short one whose length is no multiple of anything. */
    private static final int N = 2 * GradientMean.PART + 1_003;

    private final SplittableRandom random = new SplittableRandom(5);

    /** Numbers of all magnitudes: normal ones, those without a normal exponent, zeros of both signs. */
    private ByteBuffer random(int length) {
        ByteBuffer buffer = AlignedBuffers.allocate(DType.F32, length);
        for (int i = 0; i < length; i++) {
            float value = (float) random.nextDouble(-1, 1);
            buffer.putFloat(
                    Float.BYTES * i,
                    switch (random.nextInt(8)) {
                        case 0 -> value * 1e-38f;
                        case 1 -> value * 1e-44f;
                        case 2 -> value * 0;
                        case 3 -> value * 1e18f;
                        default -> value;
                    });
        }
        return buffer;
    }

    private static ByteBuffer copy(ByteBuffer buffer) {
        ByteBuffer copy = AlignedBuffers.allocate(buffer.capacity());
        copy.put(0, buffer, 0, buffer.capacity());
        return copy;
    }

    private static ByteBuffer piece(ByteBuffer whole, int from, int to) {
        return whole.slice(Float.BYTES * from, Float.BYTES * (to - from)).order(whole.order());
    }

    private static float at(ByteBuffer buffer, int i) {
        return buffer.getFloat(Float.BYTES * i);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 64, 1 << 20, 100_003})
    void everyElementIsASumDividedAsTheStandardSays(int divisor) {
        ByteBuffer x = random(N);
        ByteBuffer y = random(N);
        ByteBuffer mean = AlignedBuffers.allocate(DType.F32, N);
        ByteBuffer alone = AlignedBuffers.allocate(DType.F32, N);

        double squares = new GradientMean(divisor).into(mean, x.asReadOnlyBuffer(), y.asReadOnlyBuffer(), 0);
        double squaresAlone = new GradientMean(divisor).into(alone, x, GradientMean.NOTHING, 0);

        double expected = 0;
        double expectedAlone = 0;
        for (int i = 0; i < N; i++) {
            float sum = at(x, i) + at(y, i);
            assertThat(Float.floatToRawIntBits(at(mean, i))).isEqualTo(Float.floatToRawIntBits(sum / divisor));
            assertThat(Float.floatToRawIntBits(at(alone, i))).isEqualTo(Float.floatToRawIntBits(at(x, i) / divisor));
            expected += (double) at(mean, i) * at(mean, i);
            expectedAlone += (double) at(alone, i) * at(alone, i);
        }
        // fp64 on both sides, in another order
        assertThat(squares / expected).isCloseTo(1, within(1e-12));
        assertThat(squaresAlone / expectedAlone).isCloseTo(1, within(1e-12));
    }

    @Test
    void theBitsDoNotDependOnHowABucketIsCutNorWhereTheMeanGoes() {
        ByteBuffer x = random(N);
        ByteBuffer y = random(N);
        GradientMean mean = new GradientMean(6);
        ByteBuffer whole = AlignedBuffers.allocate(DType.F32, N);
        double squares = mean.into(whole, x, y, 0);

        ByteBuffer added = copy(x);
        GradientMean.add(added, added, y);
        assertThat(mean.into(added, added, GradientMean.NOTHING, 0)).isEqualTo(squares);
        assertThat(added).isEqualTo(whole);

        ByteBuffer right = copy(y);
        int cut = GradientMean.PART;
        double first = mean.into(piece(right, 0, cut), piece(x, 0, cut), piece(right, 0, cut), 0);
        assertThat(mean.into(piece(right, cut, N), piece(x, cut, N), piece(right, cut, N), first))
                .isEqualTo(squares);
        assertThat(right).isEqualTo(whole);
    }

    @Test
    void aSumOfSquaresShowsWhatIsNotFinite() {
        GradientMean mean = new GradientMean(1);
        for (int i : new int[] {0, 700, N - 1}) {
            ByteBuffer bad = random(N);
            bad.putFloat(Float.BYTES * i, Float.NaN);
            assertThat(mean.into(bad, bad, GradientMean.NOTHING, 0)).isNaN();
            bad.putFloat(Float.BYTES * i, Float.MAX_VALUE);
            assertThat(mean.into(bad, bad, GradientMean.NOTHING, 0)).isFinite();
            bad.putFloat(Float.BYTES * i, Float.NEGATIVE_INFINITY);
            assertThat(mean.into(bad, bad, GradientMean.NOTHING, 0)).isInfinite();
        }
    }

    @Test
    void rangesThatDoNotFitAreRefused() {
        ByteBuffer x = random(10);
        assertThatThrownBy(() -> new GradientMean(2).into(x, piece(x, 0, 9), GradientMean.NOTHING, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new GradientMean(2).into(x, x, piece(x, 0, 9), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GradientMean.add(x, x, ByteBuffer.allocate(40)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
