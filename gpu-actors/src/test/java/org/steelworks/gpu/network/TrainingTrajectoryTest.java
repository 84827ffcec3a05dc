package org.steelworks.gpu.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.optim.AdamW;
import org.steelworks.gpu.optim.ClipRule;
import org.steelworks.gpu.optim.DecayPlan;
import org.steelworks.gpu.optim.LearningRateSchedule;
import org.steelworks.gpu.reduce.GradientMean;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * Twenty steps of the original training loop, with its two micro-batches of a step as two leaves that are added and
 * divided. Bounds are the goldens' own, see {@link SteelDecoderGoldenTest}; the strict ones for final weights leave out
 * tensors whose gradients are near zero, where Adam turns rounding into steps of the size of the learning rate.
 */
class TrainingTrajectoryTest {
    private static final int LEAVES = 2;

    private final JsonNode golden = GoldenFiles.json("trajectory/trajectory.json");
    private final JsonNode recipe = golden.get("recipe");
    private final ParameterTable table = ParameterTable.of(GoldenFiles.spec("raw_raw"));
    private final BucketPlan buckets = BucketPlan.of(table);
    private final int[] tokens = ints(GoldenFiles.longs(
            GoldenFiles.tensors("trajectory/tokens.safetensors").get("tokens")));

    @ParameterizedTest
    @ValueSource(strings = {"plain", "clipped"})
    void everyStepOfTheOriginal(String run) {
        JsonNode expected = golden.get(run);
        double clip = run.equals("clipped")
                ? expected.get("grad_clip").asDouble()
                : recipe.get("grad_clip").asDouble();
        FlatVectors weights = OnDevice.compute(library -> train(library, expected, clip));
        if (run.equals("plain")) {
            checkFinalWeights(weights, expected.get("tolerances"));
        }
    }

    private FlatVectors train(KernelLibrary library, JsonNode expected, double clip) {
        TrainSpec.Optimizer optimizer = new TrainSpec.Optimizer(
                recipe.get("learning_rate").asDouble(),
                recipe.get("betas").get(0).asDouble(),
                recipe.get("betas").get(1).asDouble(),
                recipe.get("eps").asDouble(),
                recipe.get("weight_decay").asDouble(),
                List.of(),
                clip);
        LearningRateSchedule schedule = new LearningRateSchedule(
                new TrainSpec.Schedule(
                        TrainSpec.Schedule.Shape.COSINE,
                        recipe.get("warmup_steps").asLong(),
                        0,
                        LEAVES),
                optimizer.lr(),
                recipe.get("max_steps").asLong());
        FlatVectors weights = FlatVectors.of(table, GoldenFiles.tensors("raw_raw/model.safetensors"));
        try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
            Loop loop = new Loop(library, decoder, weights, optimizer, expected);
            for (int step = 0; step < recipe.get("max_steps").asInt(); step++) {
                double rate = schedule.rate(step);
                assertThat(rate).isCloseTo(expected.get("step_lr").get(step).asDouble(), within(1e-15));
                loop.step(step, rate);
            }
        }
        return weights;
    }

    /** The state of the run. */
    private final class Loop {
        private final SteelDecoder decoder;
        private final FlatVectors weights;
        private final TrainSpec.Optimizer optimizer;
        private final JsonNode expected;
        private final GradientMean mean = new GradientMean(LEAVES);
        private final AdamW adamW;
        private final DecayPlan decay;
        private final FlatVectors moment = FlatVectors.zeros(table);
        private final FlatVectors square = FlatVectors.zeros(table);
        private final FlatVectors first = FlatVectors.zeros(table);
        private final FlatVectors second = FlatVectors.zeros(table);

        Loop(
                KernelLibrary library,
                SteelDecoder decoder,
                FlatVectors weights,
                TrainSpec.Optimizer optimizer,
                JsonNode expected) {
            this.decoder = decoder;
            this.weights = weights;
            this.optimizer = optimizer;
            this.expected = expected;
            this.adamW = new AdamW(library, optimizer);
            this.decay = DecayPlan.of(table, buckets, optimizer.weightDecay(), optimizer.noDecay());
        }

        void step(int step, double rate) {
            double loss = (leaf(2 * step, first) + leaf(2 * step + 1, second)) / LEAVES;
            double bound = expected.get("tolerances").get("step_loss_abs").asDouble();
            assertThat(loss).isCloseTo(expected.get("step_loss").get(step).asDouble(), within(bound));
            double[] squares = new double[buckets.size()];
            for (Bucket bucket : buckets.buckets()) {
                squares[bucket.ordinal()] =
                        mean.into(first.bytes(bucket), first.bytes(bucket), second.bytes(bucket), 0);
            }
            ClipRule.Decision clip = ClipRule.decide(squares, optimizer.gradClip());
            double goldenNorm = expected.get("step_grad_norm").get(step).asDouble();
            assertThat(Math.abs(clip.norm() / goldenNorm - 1))
                    .isLessThanOrEqualTo(
                            expected.get("tolerances").get("grad_norm_rel").asDouble());
            for (Bucket bucket : buckets.buckets()) {
                adamW.apply(
                        new AdamW.BucketState(
                                weights.bytes(bucket), first.bytes(bucket), moment.bytes(bucket), square.bytes(bucket)),
                        new AdamW.Step(rate, clip.factor(), step),
                        decay.runs(bucket.ordinal()));
            }
            // fp64 sums over fp32 values on both sides: only the weights' own differences remain, bounded below.
            assertThat(Math.sqrt(sumOfSquares(moment)))
                    .isCloseTo(expected.get("step_exp_avg_l2").get(step).asDouble(), within(1e-5));
        }

        private double leaf(int microBatch, FlatVectors gradient) {
            int block = recipe.get("micro_batch").asInt() * (recipe.get("seq").asInt() + 1);
            int[] blocks = new int[block];
            System.arraycopy(tokens, microBatch * block, blocks, 0, block);
            MicroBatch batch = MicroBatch.ofBlocks(
                    blocks, recipe.get("micro_batch").asInt(), recipe.get("seq").asInt());
            MicroBatchLoss loss = decoder.forwardBackward(
                    batch,
                    weights,
                    CausalLmLoss.plain(recipe.get("ignore_index").asInt()),
                    gradient,
                    0,
                    SectionListener.NONE,
                    () -> false);
            double bound = expected.get("tolerances").get("iter_loss_abs").asDouble();
            assertThat(loss.value())
                    .isCloseTo(expected.get("iter_loss").get(microBatch).asDouble(), within(bound));
            return loss.value();
        }
    }

    private void checkFinalWeights(FlatVectors weights, JsonNode tolerances) {
        Map<String, HostTensor> golden = GoldenFiles.tensors("trajectory/final.safetensors");
        double[] all = new double[3];
        double[] core = new double[3];
        for (Map.Entry<String, HostTensor> ours : weights.tensors().entrySet()) {
            float[] a = GoldenFiles.floats(ours.getValue());
            float[] b = GoldenFiles.floats(golden.get(ours.getKey()));
            boolean isCore = !ours.getKey().equals("model.embed_tokens.weight")
                    && !ours.getKey().endsWith("k_proj.bias");
            for (int i = 0; i < a.length; i++) {
                accumulate(all, a[i], b[i]);
                if (isCore) {
                    accumulate(core, a[i], b[i]);
                }
            }
        }
        assertThat(Math.sqrt(core[0] / core[1]))
                .isLessThanOrEqualTo(tolerances.get("core_final_weight_rel_l2").asDouble());
        assertThat(core[2])
                .isLessThanOrEqualTo(tolerances.get("core_final_weight_max_abs").asDouble());
        assertThat(Math.sqrt(all[0] / all[1]))
                .isLessThanOrEqualTo(tolerances.get("final_weight_rel_l2").asDouble());
        assertThat(all[2])
                .isLessThanOrEqualTo(tolerances.get("final_weight_max_abs").asDouble());
    }

    /** sums = [squares of differences, squares of the golden, largest difference]. */
    private static void accumulate(double[] sums, double ours, double golden) {
        double difference = ours - golden;
        sums[0] += difference * difference;
        sums[1] += golden * golden;
        sums[2] = Math.max(sums[2], Math.abs(difference));
    }

    private static double sumOfSquares(FlatVectors vectors) {
        double sum = 0;
        for (HostTensor tensor : vectors.tensors().values()) {
            for (float value : GoldenFiles.floats(tensor)) {
                sum += (double) value * value;
            }
        }
        return sum;
    }

    private static int[] ints(long[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) values[i];
        }
        return ints;
    }
}
