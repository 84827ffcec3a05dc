package org.steelworks.gpu.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.FlatVectors;
import org.steelworks.gpu.tensor.Placement;

class TrainingPassTest {
    private static final String VARIANT = "raw_raw_gqa2";
    private static final CausalLmLoss LOSS = CausalLmLoss.plain(500);

    private final ParameterTable table = TinyModels.table(VARIANT);
    private final FlatVectors weights = TinyModels.weights(VARIANT);
    private final MicroBatch batch = TinyModels.batch(VARIANT);

    /** Where the tests run. */
    Placement placement() {
        return Placement.HOST;
    }

    private void onDevice(OnDevice.Body body) {
        OnDevice.run(placement(), body);
    }

    private MicroBatchLoss pass(SteelDecoder decoder, FlatVectors gradient) {
        return decoder.forwardBackward(batch, weights, LOSS, gradient, 0, SectionListener.NONE, () -> false);
    }

    /** The gradient after passes with these factors, of which all but the first are added. */
    private FlatVectors sum(SteelDecoder decoder, double... factors) {
        FlatVectors gradient = FlatVectors.zeros(table);
        try (DeviceVectors bound = decoder.bind(weights);
                DeviceVectors sums = placement().shared() ? decoder.mirror(gradient) : decoder.gradientAlone()) {
            for (int i = 0; i < factors.length; i++) {
                GradientTarget target = new GradientTarget(sums, i > 0, factors[i]);
                decoder.forwardBackward(batch, bound, LOSS, target, 0, SectionListener.NONE, () -> false);
            }
            for (int section = 0; section < table.sections(); section++) {
                sums.store(section, gradient);
            }
        }
        return gradient;
    }

    private FlatVectors dirty() {
        FlatVectors vectors = FlatVectors.zeros(table);
        for (int i = 0; i < table.vectors().size(); i++) {
            FloatBuffer floats = vectors.bytes(i).asFloatBuffer();
            while (floats.hasRemaining()) {
                floats.put(Float.NaN);
            }
        }
        return vectors;
    }

    @Test
    void overwritingLeavesNothingOfWhatWasThere() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors clean = FlatVectors.zeros(table);
                FlatVectors dirty = dirty();
                pass(decoder, clean);
                pass(decoder, dirty);
                assertSameBits(dirty, clean);
            }
        });
    }

    @Test
    void addingTwiceDoublesTheGradient() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors once = sum(decoder, 1);
                FlatVectors twice = sum(decoder, 1, 1);
                // g + g is exact; rows of the vocabulary and of the embedding are added one by one, so they round.
                assertClose(twice, once, 2, 1e-6);
            }
        });
    }

    @Test
    void aFactorThatIsAPowerOfTwoScalesExactly() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors whole = sum(decoder, 1);
                FlatVectors half = sum(decoder, 0.5);
                assertClose(half, whole, 0.5, 0);
            }
        });
    }

    @Test
    void recomputedLayersGiveTheSameBits() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors kept = FlatVectors.zeros(table);
                double loss = pass(decoder, kept).value();
                for (int layers = 1; layers <= table.spec().layers(); layers++) {
                    FlatVectors recomputed = FlatVectors.zeros(table);
                    MicroBatchLoss again = decoder.forwardBackward(
                            batch, weights, LOSS, recomputed, layers, SectionListener.NONE, () -> false);
                    assertThat(again.value()).isEqualTo(loss);
                    assertSameBits(recomputed, kept);
                }
            }
        });
    }

    @Test
    void aSectionsWeightsAreNotReadBeforeTheyWereAskedFor() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors expected = FlatVectors.zeros(table);
                pass(decoder, expected);
                FlatVectors late = FlatVectors.zeros(table);
                FlatVectors gradient = FlatVectors.zeros(table);
                List<Integer> sections = new ArrayList<>();
                SectionListener arriving = new SectionListener() {
                    @Override
                    public void onGradient(int section) {}

                    @Override
                    public void beforeForward(int section) {
                        sections.add(section);
                        table.vectors().stream()
                                .filter(vector -> vector.section() == section)
                                .forEach(vector -> late.bytes(vector.ordinal()).put(weights.bytes(vector.ordinal())));
                    }
                };
                decoder.forwardBackward(batch, late, LOSS, gradient, 1, arriving, () -> false);
                assertThat(sections)
                        .isEqualTo(java.util.stream.IntStream.range(0, table.sections())
                                .boxed()
                                .toList());
                assertSameBits(gradient, expected);
            }
        });
    }

    @Test
    void sectionsAreFinalWhenTheyAreReported() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors expected = FlatVectors.zeros(table);
                pass(decoder, expected);
                FlatVectors gradient = FlatVectors.zeros(table);
                List<Integer> sections = new ArrayList<>();
                decoder.forwardBackward(
                        batch,
                        weights,
                        LOSS,
                        gradient,
                        0,
                        section -> {
                            sections.add(section);
                            table.vectors().stream()
                                    .filter(vector -> vector.section() == section)
                                    .forEach(vector -> assertThat(gradient.bytes(vector.ordinal()))
                                            .isEqualTo(expected.bytes(vector.ordinal())));
                        },
                        () -> false);
                assertThat(sections).containsExactly(4, 3, 2, 1, 0);
            }
        });
    }

    @Test
    void aTiedMatrixGetsTheGradientsOfBothItsUses() {
        ParameterTable tiedTable = ParameterTable.of(TinyModels.tied(table.spec()));
        Map<String, HostTensor> named = new HashMap<>(weights.tensors());
        HostTensor embedding = named.get("model.embed_tokens.weight");
        named.put("lm_head.weight", embedding);
        FlatVectors untiedWeights = FlatVectors.of(table, named);
        FlatVectors tiedWeights = FlatVectors.of(tiedTable, named);
        onDevice(library -> {
            FlatVectors untied = FlatVectors.zeros(table);
            FlatVectors tied = FlatVectors.zeros(tiedTable);
            double untiedLoss = gradient(library, table, untiedWeights, untied);
            assertThat(gradient(library, tiedTable, tiedWeights, tied)).isEqualTo(untiedLoss);
            float[] input = GoldenFiles.floats(untied.tensors().get("model.embed_tokens.weight"));
            float[] output = GoldenFiles.floats(untied.tensors().get("lm_head.weight"));
            float[] both = GoldenFiles.floats(tied.tensors().get("model.embed_tokens.weight"));
            for (int i = 0; i < both.length; i++) {
                // Rows are added to the head's gradient one by one instead of to zero: a few roundings at 1e-7 of
                // values
                // below 0.1.
                assertThat((double) both[i]).isCloseTo((double) input[i] + output[i], within(1e-7));
            }
            assertThat(GoldenFiles.floats(tied.tensors().get("model.layers.0.mlp.up_proj.weight")))
                    .isEqualTo(GoldenFiles.floats(untied.tensors().get("model.layers.0.mlp.up_proj.weight")));
        });
    }

    private double gradient(KernelLibrary library, ParameterTable model, FlatVectors weights, FlatVectors gradient) {
        try (SteelDecoder decoder = new SteelDecoder(library, model, TrainSpec.Precision.FP32)) {
            return decoder.forwardBackward(batch, weights, LOSS, gradient, 0, SectionListener.NONE, () -> false)
                    .value();
        }
    }

    @Test
    void withoutTargetsTheLossIsNotANumberAndTheGradientZero() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                long[] ids = new long[2 * 48];
                long[] targets = new long[ids.length];
                Arrays.fill(targets, 500);
                FlatVectors gradient = dirty();
                MicroBatchLoss loss = decoder.forwardBackward(
                        MicroBatch.of(ids, targets, 2), weights, LOSS, gradient, 0, SectionListener.NONE, () -> false);
                assertThat(loss.value()).isNaN();
                assertThat(loss.targets()).isZero();
                assertClose(gradient, FlatVectors.zeros(table), 1, 0);
            }
        });
    }

    @Test
    void cancellingAtAnyPointFreesEverything() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors target = FlatVectors.zeros(table);
                pass(decoder, target);
                long open = library.memory().openTensors();
                // 3 layers, 1 chunk of the head, 3 layers back, the embedding.
                for (int calls = 0; calls < 8; calls++) {
                    int[] left = {calls};
                    assertThatThrownBy(() -> decoder.forwardBackward(
                                    batch, weights, LOSS, target, 1, SectionListener.NONE, () -> left[0]-- == 0))
                            .isInstanceOf(ComputeCancelled.class);
                    assertThat(library.memory().openTensors()).isEqualTo(open);
                }
                int[] left = {8};
                decoder.forwardBackward(batch, weights, LOSS, target, 1, SectionListener.NONE, () -> left[0]-- == 0);
            }
        });
    }

    @Test
    void idsOutsideTheVocabularyAreRefusedWithTheirPlace() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                long[] ids = new long[8];
                long[] targets = new long[8];
                ids[5] = 512;
                assertThatThrownBy(() -> decoder.forwardBackward(
                                MicroBatch.of(ids, targets, 2),
                                weights,
                                LOSS,
                                FlatVectors.zeros(table),
                                0,
                                SectionListener.NONE,
                                () -> false))
                        .hasMessage("token id 512 of sequence 1, position 1 is outside the vocabulary of 512");
            }
        });
    }

    @Test
    void twoHundredPassesDoNotGrowTheProcess() {
        onDevice(library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                FlatVectors target = FlatVectors.zeros(table);
                for (int i = 0; i < 50; i++) {
                    pass(decoder, target);
                }
                long open = library.memory().openTensors();
                long before = ProcessMemory.residentBytes();
                for (int i = 0; i < 200; i++) {
                    pass(decoder, target);
                }
                assertThat(library.memory().openTensors()).isEqualTo(open);
                // One pass makes more than 1 MB of native tensors; 200 kept ones would show. The Java heap moves by
                // less.
                assertThat(ProcessMemory.residentBytes() - before).isLessThan(64L << 20);
            }
        });
    }

    private static org.assertj.core.data.Offset<Double> within(double bound) {
        return org.assertj.core.api.Assertions.within(bound);
    }

    private void assertSameBits(FlatVectors actual, FlatVectors expected) {
        for (int i = 0; i < table.vectors().size(); i++) {
            ByteBuffer bytes = actual.bytes(i);
            assertThat(bytes.mismatch(expected.bytes(i)))
                    .as("flat vector %d", i)
                    .isEqualTo(-1);
        }
    }

    /** actual = factor x expected, up to {@code bound} relative to the largest of the vector. */
    private void assertClose(FlatVectors actual, FlatVectors expected, double factor, double bound) {
        for (int v = 0; v < table.vectors().size(); v++) {
            FloatBuffer a = actual.bytes(v).asFloatBuffer();
            FloatBuffer b = expected.bytes(v).asFloatBuffer();
            double largest = 0;
            double difference = 0;
            for (int i = 0; i < a.limit(); i++) {
                largest = Math.max(largest, Math.abs(factor * b.get(i)));
                difference = Math.max(difference, Math.abs(a.get(i) - factor * b.get(i)));
            }
            assertThat(difference).as("flat vector %d", v).isLessThanOrEqualTo(bound * largest);
        }
    }
}
