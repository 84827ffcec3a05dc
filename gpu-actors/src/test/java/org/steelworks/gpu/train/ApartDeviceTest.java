package org.steelworks.gpu.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.id.RunId;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.state.StateSource;
import org.steelworks.gpu.tensor.FlatVectors;
import org.steelworks.gpu.tensor.Placement;

/** A run whose device has memory of its own, on the processor's kernels: the copies must not change a bit. */
class ApartDeviceTest {
    private static final int LENGTH = 12;
    private static final int STEPS = 3;
    /** No power of two, so that sums wait on several levels of the tree. */
    private static final int LEAVES = 5;

    private static final int MICRO_BATCH = 2;
    private static final int ACCUMULATE = 2;

    static Stream<Arguments> runs() {
        return Stream.of("raw_raw_gqa2", "softmoe_v1_raw", "softmoe_v2_raw_slots2", "softmoe_v3_senet", "tied")
                .flatMap(variant ->
                        Stream.of(TrainSpec.Precision.values()).map(precision -> Arguments.of(variant, precision)));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void shouldDecideTheSameStepsAndEndWithTheSameWeights(String variant, TrainSpec.Precision precision) {
        checkSame(setup(variant, precision), ApartDeviceTest::train);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void shouldHandOutRootsThatAreWholeWhenTheyAreReported(String variant, TrainSpec.Precision precision) {
        checkSame(setup(variant, precision), ApartDeviceTest::roots);
    }

    /** What is done with a run, and told of it. */
    @FunctionalInterface
    private interface Trial {
        List<Object> run(KernelLibrary host, KernelLibrary compute, RunSetup setup)
                throws IOException, InterruptedException;
    }

    private static void checkSame(RunSetup setup, Trial trial) {
        OnDevice.run(host -> {
            List<Object> expected = trial.run(host, host, setup);
            try (KernelLibrary apart = KernelLibrary.open(Placement.HOST_APART)) {
                assertThat(trial.run(host, apart, setup)).isEqualTo(expected);
            }
        });
    }

    /** Decisions, validation losses before and after each step, and the weights at the end. */
    private static List<Object> train(KernelLibrary host, KernelLibrary compute, RunSetup setup)
            throws IOException, InterruptedException {
        long open = compute.memory().openTensors();
        List<Object> told = new ArrayList<>();
        try (RunDevice device = new RunDevice(host, compute, setup, initial(setup), BufferSource.PRIVATE)) {
            TrainStep trainer = new TrainStep(
                    device, RunScience.of(setup, device.memory().buckets().size()));
            trainer.load(Base.initial());
            told.add(device.validationLoss(blocks(setup, -1, 0, MICRO_BATCH), () -> false));
            for (int step = 0; step < STEPS; step++) {
                int number = step;
                Decision decision =
                        trainer.run(step + 1, step, leaf -> blocks(setup, number, leaf, MICRO_BATCH * ACCUMULATE));
                assertThat(decision.apply()).isTrue();
                told.add(decision);
                told.add(device.validationLoss(blocks(setup, -1, 1, MICRO_BATCH), () -> false));
            }
            for (Bucket bucket : device.memory().buckets().buckets()) {
                told.add(copy(device.memory().weight(bucket.ordinal())));
                told.add(copy(device.memory().computeWeight(bucket.ordinal())));
            }
        }
        assertThat(compute.memory().openTensors()).isEqualTo(open);
        return told;
    }

    /** Every section of every root at the moment it is reported, of two steps with different ranges. */
    private static List<Object> roots(KernelLibrary host, KernelLibrary compute, RunSetup setup) throws IOException {
        List<Object> told = new ArrayList<>();
        try (RunDevice device = new RunDevice(host, compute, setup, initial(setup), BufferSource.PRIVATE)) {
            List<List<Bucket>> sections =
                    device.memory().buckets().bySection(device.memory().table());
            for (Bucket bucket : device.memory().buckets().buckets()) {
                device.load(Base.initial(), bucket.ordinal(), true);
            }
            for (LeafRange range : List.of(new LeafRange(0, LEAVES), new LeafRange(1, 4), new LeafRange(0, 3))) {
                device.compute(
                        range,
                        leaf -> blocks(setup, range.from(), leaf, MICRO_BATCH * ACCUMULATE),
                        () -> false,
                        (LeafTree.Node root, int section) -> {
                            told.add(root);
                            for (Bucket bucket : sections.get(section)) {
                                told.add(copy(device.roots().own(bucket.ordinal(), root)));
                            }
                        });
            }
        }
        return told;
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    private static int[] blocks(RunSetup setup, int step, int leaf, int sequences) {
        SplittableRandom random = new SplittableRandom(step * 100L + leaf);
        return IntStream.range(0, sequences * (LENGTH + 1))
                .map(i -> random.nextInt(setup.model().vocabSize()))
                .toArray();
    }

    private static StateSource initial(RunSetup setup) {
        FlatVectors weights = FlatVectors.initial(
                ParameterTable.of(setup.model()), setup.train().seed());
        return (Base base, Bucket bucket, ByteBuffer into, ByteBuffer moment, ByteBuffer square) ->
                into.duplicate().put(weights.bytes(bucket));
    }

    private static RunSetup setup(String variant, TrainSpec.Precision precision) {
        ModelSpec model =
                variant.equals("tied") ? TinyModels.tied(GoldenFiles.spec("raw_raw_gqa2")) : GoldenFiles.spec(variant);
        TrainSpec train = new TrainSpec(
                STEPS,
                LEAVES * MICRO_BATCH * ACCUMULATE,
                MICRO_BATCH,
                ACCUMULATE,
                new TrainSpec.Optimizer(1e-2, 0.9, 0.95, 1e-8, 0.05, List.of("*.bias"), 1.0),
                new TrainSpec.Schedule(TrainSpec.Schedule.Shape.COSINE, 1, 0, 1),
                precision,
                7,
                -100,
                new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1),
                TrainSpec.NonFinite.STOP,
                0,
                0,
                1,
                TrainSpec.Device.CPU);
        return new RunSetup(new RunId("apart"), model, train, LENGTH, "", "", 1000, 0);
    }
}
