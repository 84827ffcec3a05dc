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
}
