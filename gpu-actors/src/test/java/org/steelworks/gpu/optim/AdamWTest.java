package org.steelworks.gpu.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.fixture.OnDevice;

class AdamWTest {
    private static final int N = 1500;
    private static final TrainSpec.Optimizer OPTIMIZER =
            new TrainSpec.Optimizer(1e-3, 0.9, 0.95, 1e-8, 0.05, List.of(), 1);

    private final SplittableRandom random = new SplittableRandom(11);

    private ByteBuffer random(double low, double high) {
        ByteBuffer buffer = AlignedBuffers.allocate(DType.F32, N);
        FloatBuffer floats = buffer.asFloatBuffer();
        while (floats.hasRemaining()) {
            floats.put((float) random.nextDouble(low, high));
        }
        return buffer;
    }

    private static float[] floats(ByteBuffer buffer) {
        float[] values = new float[N];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    @Test
    void oneUpdateIsTheFormula() {
        ByteBuffer weight = random(-1, 1);
        ByteBuffer gradient = random(-1, 1);
        ByteBuffer moment = random(-0.1, 0.1);
        ByteBuffer square = random(0, 0.1);
        float[] w = floats(weight);
        float[] g = floats(gradient);
        float[] m = floats(moment);
        float[] v = floats(square);
        double rate = 3e-4;
        float clip = 0.4f;
        int applied = 7;
        OnDevice.run(library -> new AdamW(library, OPTIMIZER)
                .apply(
                        new AdamW.BucketState(weight, gradient, moment, square),
                        new AdamW.Step(rate, clip, applied),
                        List.of(new DecayPlan.Run(0, 1024, 0.05), new DecayPlan.Run(1024, N - 1024, 0))));
        assertThat(floats(gradient)).as("the gradient is only read").isEqualTo(g);
        for (int i = 0; i < N; i++) {
            double x = (double) g[i] * clip;
            double mean = 0.9 * m[i] + 0.1 * x;
            double variance = 0.95 * v[i] + 0.05 * x * x;
            double decayed = w[i] * (1 - rate * (i < 1024 ? 0.05 : 0));
            double expected = decayed
                    - rate * mean / (1 - Math.pow(0.9, 8)) / (Math.sqrt(variance / (1 - Math.pow(0.95, 8))) + 1e-8);
            // fp32 against fp64: two roundings of values below 1.
            assertThat((double) floats(moment)[i]).isCloseTo(mean, within(1e-7));
            assertThat((double) floats(square)[i]).isCloseTo(variance, within(1e-7));
            assertThat((double) floats(weight)[i]).isCloseTo(expected, within(2e-7));
        }
    }

    @Test
    void sumsAndQuotients() {
        ByteBuffer a = random(-1, 1);
        ByteBuffer b = random(-1, 1);
        float[] x = floats(a);
        float[] y = floats(b);
        OnDevice.run(library -> {
            BucketArithmetic arithmetic = new BucketArithmetic(library);
            arithmetic.addInto(a, b);
            float[] sum = floats(a);
            double got = arithmetic.meanInto(a, a, 3);
            double squares = 0;
            for (int i = 0; i < N; i++) {
                assertThat(sum[i]).isEqualTo(x[i] + y[i]);
                assertThat(floats(a)[i]).isEqualTo(sum[i] / 3);
                squares += (double) floats(a)[i] * floats(a)[i];
            }
            // fp64 on both sides, in another order.
            assertThat(got).isCloseTo(squares, within(1e-10));
        });
    }

    /** Longer than a part, so that the last one is short. */
    @Test
    void anAdditionMadeWithTheDivisionGivesTheSameBits() {
        int length = 3 * 65_536 + 1_000;
        ByteBuffer left = AlignedBuffers.allocate(DType.F32, length);
        ByteBuffer right = AlignedBuffers.allocate(DType.F32, length);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < length; i++) {
            left.putFloat(4 * i, (float) random.nextDouble() - 0.5f);
            right.putFloat(4 * i, (float) random.nextDouble() - 0.5f);
        }
        ByteBuffer apart = AlignedBuffers.allocate(DType.F32, length);
        apart.put(0, left, 0, 4 * length);
        ByteBuffer elsewhere = AlignedBuffers.allocate(DType.F32, length);
        OnDevice.run(library -> {
            BucketArithmetic arithmetic = new BucketArithmetic(library);
            arithmetic.addInto(apart, right);
            double squares = arithmetic.meanInto(apart, apart, 7);

            assertThat(arithmetic.meanInto(elsewhere, left, right, 7, 0)).isEqualTo(squares);
            assertThat(elsewhere).isEqualTo(apart);
            // in two pieces, and in the memory of the second operand
            int cut = 4 * 2 * BucketArithmetic.PART;
            double first = arithmetic.meanInto(piece(right, 0, cut), piece(left, 0, cut), piece(right, 0, cut), 7, 0);
            int rest = 4 * length - cut;
            assertThat(arithmetic.meanInto(
                            piece(right, cut, rest), piece(left, cut, rest), piece(right, cut, rest), 7, first))
                    .isEqualTo(squares);
            assertThat(right).isEqualTo(apart);
        });
    }

    private static ByteBuffer piece(ByteBuffer whole, int from, int length) {
        return whole.slice(from, length).order(whole.order());
    }

    @Test
    void aSumOfSquaresShowsWhatIsNotFinite() {
        ByteBuffer bad = random(-1, 1);
        OnDevice.run(library -> {
            BucketArithmetic arithmetic = new BucketArithmetic(library);
            bad.putFloat(4 * 700, Float.NaN);
            assertThat(arithmetic.meanInto(bad, bad, 1)).isNaN();
            bad.putFloat(4 * 700, Float.MAX_VALUE);
            assertThat(arithmetic.meanInto(bad, bad, 1)).isFinite();
            bad.putFloat(4 * 700, Float.NEGATIVE_INFINITY);
            assertThat(arithmetic.meanInto(bad, bad, 1)).isInfinite();
        });
    }
}
