package org.steelworks.gpu.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.spec.TrainSpec.Loss.Normalize;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.FlatVectors;

/** The loss against its formula in fp64 over the model's logits, its gradient against the loss's own differences. */
class LossOptionsTest {
    private static final int IGNORED = 500;

    private final ParameterTable table = TinyModels.table("raw_raw");
    private final FlatVectors weights = TinyModels.weights("raw_raw");
    private final MicroBatch batch = TinyModels.batch("raw_raw");

    /** Options are far from their usual values, so that a wrong term of the gradient turns the slope. */
    @ParameterizedTest
    @CsvSource({
        "MICRO_BATCH, 0, 0, 1",
        "MICRO_BATCH, 0.5, 0, 1",
        "MICRO_BATCH, 0, 0.8, 1",
        "MICRO_BATCH, 0, 0, 0.5",
        "MICRO_BATCH, 0.4, 0.5, 0.7",
        "TOKEN, 0.4, 0.5, 0.7"
    })
    void lossAndSlope(Normalize normalize, double zLoss, double smoothing, double scale) {
        CausalLmLoss loss = new CausalLmLoss(IGNORED, normalize, zLoss, smoothing, scale);
        OnDevice.run(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors gradient = FlatVectors.zeros(table);
                double value = value(decoder, loss, gradient);
                double formula = formula(decoder, loss);
                // fp32 log-softmax over 512 logits against fp64: 85 terms near 7 with errors near 1e-6.
                assertThat(value).isCloseTo(formula, within(2e-6 * Math.abs(formula)));
                checkSlope(decoder, loss, gradient);
            }
        });
    }

    /** (L(w + h g) - L(w - h g)) / 2 h must be |g|^2 along the gradient g of the head's matrix and of a layer. */
    private void checkSlope(SteelDecoder decoder, CausalLmLoss loss, FlatVectors gradient) {
        for (String name : new String[] {"lm_head.weight", "model.layers.1.self_attn.q_proj.weight"}) {
            FloatBuffer w = weights.bytes(table.find(name)).asFloatBuffer();
            FloatBuffer g = gradient.bytes(table.find(name)).asFloatBuffer();
            double square = 0;
            for (int i = 0; i < g.limit(); i++) {
                square += (double) g.get(i) * g.get(i);
            }
            double h = 0.02 / Math.sqrt(square);
            double slope = (shifted(decoder, loss, w, g, h) - shifted(decoder, loss, w, g, -h)) / (2 * h);
            // Central differences of a fp32 forward pass: curvature and rounding leave about three digits.
            assertThat(slope / square).as(name).isCloseTo(1, within(5e-3));
        }
    }

    private double shifted(SteelDecoder decoder, CausalLmLoss loss, FloatBuffer w, FloatBuffer g, double by) {
        float[] before = new float[w.limit()];
        w.get(0, before);
        for (int i = 0; i < before.length; i++) {
            w.put(i, (float) (before[i] + by * g.get(i)));
        }
        double value = value(decoder, loss, FlatVectors.zeros(table));
        w.put(0, before);
        return value;
    }

    private double value(SteelDecoder decoder, CausalLmLoss loss, FlatVectors gradient) {
        return decoder.forwardBackward(batch, weights, loss, gradient, 0, SectionListener.NONE, () -> false)
                .value();
    }

    private double formula(SteelDecoder decoder, CausalLmLoss loss) {
        int vocabulary = table.spec().vocabSize();
        ByteBuffer out = AlignedBuffers.allocate(DType.F32, (long) batch.positions() * vocabulary);
        try (DeviceVectors views = decoder.bind(weights)) {
            decoder.logits(batch, views, out, () -> false);
        }
        double sum = 0;
        int count = 0;
        for (int row = 0; row < batch.positions(); row++) {
            int target = (int) batch.targets().getLong(row * Long.BYTES);
            if (target != IGNORED) {
                sum += rowLoss(out.asFloatBuffer().slice(row * vocabulary, vocabulary), target, loss);
                count++;
            }
        }
        return loss.normalize() == Normalize.TOKEN ? sum : sum / count;
    }

    private static double rowLoss(FloatBuffer logits, int target, CausalLmLoss loss) {
        double exponentials = 0;
        double total = 0;
        for (int i = 0; i < logits.limit(); i++) {
            double logit = logits.get(i) * loss.logitScale();
            exponentials += Math.exp(logit);
            total += logit;
        }
        double lse = Math.log(exponentials);
        double nll = lse - logits.get(target) * loss.logitScale();
        double even = lse - total / logits.limit();
        return (1 - loss.labelSmoothing()) * nll + loss.labelSmoothing() * even + loss.zLoss() * lse * lse;
    }

    @Test
    void lossWithoutGradientsIsTheSame() {
        CausalLmLoss loss = CausalLmLoss.plain(IGNORED);
        OnDevice.run(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32);
                    DeviceVectors views = decoder.bind(weights)) {
                double trained = value(decoder, loss, FlatVectors.zeros(table));
                assertThat(decoder.loss(batch, views, loss, () -> false).value())
                        .isEqualTo(trained);
            }
        });
    }

    @Test
    void impossibleOptionsAreRefused() {
        assertThatThrownBy(() -> new CausalLmLoss(0, Normalize.MICRO_BATCH, -1, 0, 1))
                .hasMessageContaining("z_loss -1.0");
        assertThatThrownBy(() -> new CausalLmLoss(0, Normalize.MICRO_BATCH, 0, 1, 1))
                .hasMessageContaining("label_smoothing 1.0");
        assertThatThrownBy(() -> new CausalLmLoss(0, Normalize.MICRO_BATCH, 0, 0, 0))
                .hasMessageContaining("logit_scale 0.0");
    }
}
