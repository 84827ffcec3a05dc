package org.steelworks.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpecDigestTest {
    private static final ModelSpec MODEL = new ModelSpec(
            512,
            64,
            64,
            4,
            2,
            4,
            4,
            128,
            0.02,
            1e-6,
            10_000,
            false,
            FeedForwardKind.SOFTMOE_V3,
            MlpKind.SENET,
            6,
            1,
            -1,
            7);

    private static RunSpec run(String folder, long steps, long seed, ClusterSpec cluster, int keep) {
        return new RunSpec(
                RunKind.PRETRAIN,
                new ModelSource(folder + "/config.json", MODEL, null, null),
                new DataSpec(
                        List.of(new DataSpec.ShardSource(folder + "/shards", 0.5)),
                        List.of(),
                        64,
                        DataSpec.Order.PERMUTED),
                new TrainSpec(
                        steps,
                        64,
                        4,
                        2,
                        new TrainSpec.Optimizer(3e-4, 0.9, 0.95, 1e-8, 0.05, List.of("*.bias"), 1.0),
                        new TrainSpec.Schedule(TrainSpec.Schedule.Shape.COSINE, 1000, 0.0, 16),
                        TrainSpec.Precision.FP32,
                        seed,
                        151643,
                        new TrainSpec.Loss(TrainSpec.Loss.Normalize.MICRO_BATCH, 0, 0, 1),
                        TrainSpec.NonFinite.STOP,
                        0,
                        100,
                        0,
                        TrainSpec.Device.CPU),
                new CheckpointSpec(folder + "/ck", 5, keep),
                cluster);
    }

    private static final ClusterSpec ONE = new ClusterSpec(1, 1, ClusterSpec.ALL, 1);

    @Test
    void shouldEqualTheDigestComputedFromTheDocumentedText() {
        // sha256 of the documented text, computed by Python's json, decimal and hashlib.
        assertThat(SpecDigest.of(run("/a", 20, 3407, ONE, 3), Map.of("/a/shards", "ab12")))
                .isEqualTo("16aa0626e6198528bf68eebdca31f38bbded6e266cdab0c5c95cb48a2f8170cd");
    }

    @Test
    void shouldDependOnTheDeviceWithoutNamingTheProcessor() {
        RunSpec cpu = run("/a", 20, 3407, ONE, 3);
        RunSpec cuda = new RunSpec(
                cpu.kind(),
                cpu.model(),
                cpu.data(),
                on(TrainSpec.Device.CUDA, cpu.train()),
                cpu.checkpoint(),
                cpu.cluster());

        assertThat(SpecDigest.canonicalJson(cpu, Map.of("/a/shards", "ab12"))).doesNotContain("device");
        assertThat(SpecDigest.canonicalJson(cuda, Map.of("/a/shards", "ab12"))).contains("\"device\":\"cuda\"");
    }

    private static TrainSpec on(TrainSpec.Device device, TrainSpec t) {
        return new TrainSpec(
                t.steps(),
                t.globalBatch(),
                t.microBatch(),
                t.accumulate(),
                t.optimizer(),
                t.schedule(),
                t.precision(),
                t.seed(),
                t.ignoreIndex(),
                t.loss(),
                t.nonFinite(),
                t.validateEvery(),
                t.validateBatches(),
                t.recomputeLayers(),
                device);
    }

    @Test
    void shouldNotDependOnStepsClusterCheckpointOrFolders() {
        String digest = SpecDigest.of(run("/a", 20, 3407, ONE, 3), Map.of("/a/shards", "ab12"));

        assertThat(SpecDigest.of(run("/b", 99, 3407, new ClusterSpec(2, 8, 1, 4), 9), Map.of("/b/shards", "ab12")))
                .isEqualTo(digest);
    }

    @Test
    void shouldDependOnSeedAndDataContent() {
        String digest = SpecDigest.of(run("/a", 20, 3407, ONE, 3), Map.of("/a/shards", "ab12"));

        assertThat(SpecDigest.of(run("/a", 20, 3408, ONE, 3), Map.of("/a/shards", "ab12")))
                .isNotEqualTo(digest);
        assertThat(SpecDigest.of(run("/a", 20, 3407, ONE, 3), Map.of("/a/shards", "ab13")))
                .isNotEqualTo(digest);
    }

    @Test
    void shouldDependOnTheSetsOfAMixtureTheirOrderAndWeights() {
        String digest = mixture("/a/x", 1, "/a/y", 2);

        assertThat(mixture("/b/one", 1, "/b/two", 2))
                .as("the contents are the same")
                .isEqualTo(digest);
        assertThat(mixture("/a/x", 2, "/a/y", 1)).isNotEqualTo(digest);
        assertThat(mixture("/a/y", 2, "/a/x", 1)).isNotEqualTo(digest);
        assertThat(SpecDigest.of(run("/a", 20, 3407, ONE, 3), Map.of("/a/shards", "content 0")))
                .isNotEqualTo(digest);
    }

    /** Sets with the contents "content 0" and, in folders that end with y or two, "content 1". */
    private static String mixture(String first, double weight, String second, double other) {
        RunSpec spec = run("/a", 20, 3407, ONE, 3);
        Map<String, String> contents =
                Map.of("/a/x", "content 0", "/b/one", "content 0", "/a/y", "content 1", "/b/two", "content 1");
        return SpecDigest.of(
                new RunSpec(
                        spec.kind(),
                        spec.model(),
                        new DataSpec(
                                List.of(
                                        new DataSpec.ShardSource(first, weight),
                                        new DataSpec.ShardSource(second, other)),
                                List.of(),
                                64,
                                DataSpec.Order.PERMUTED),
                        spec.train(),
                        spec.checkpoint(),
                        spec.cluster()),
                contents);
    }

    @Test
    void shouldNameThePathWithoutContentDigest() {
        assertThatThrownBy(() -> SpecDigest.of(run("/a", 20, 3407, ONE, 3), Map.of()))
                .hasMessageContaining("data.train")
                .hasMessageContaining("/a/shards");
    }
}
