package org.steelworks.gpu.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.gpu.fixture.GoldenFiles;

class DecayPlanTest {
    private final ParameterTable table = ParameterTable.of(GoldenFiles.spec("raw_raw"));
    private final BucketPlan buckets = BucketPlan.of(table);

    @Test
    void withoutExceptionsABucketIsOneRun() {
        DecayPlan plan = DecayPlan.of(table, buckets, 0.05, List.of());
        for (Bucket bucket : buckets.buckets()) {
            assertThat(plan.runs(bucket.ordinal())).containsExactly(new DecayPlan.Run(0, bucket.length(), 0.05));
        }
    }

    @Test
    void biasesCutALayerIntoThreeRuns() {
        DecayPlan plan = DecayPlan.of(table, buckets, 0.05, List.of("*.bias"));
        Bucket layer = buckets.ofVector(
                        table.find("model.layers.0.self_attn.q_proj.bias").vector())
                .get(0);
        int weights = 3 * 64 * 64;
        int biases = 3 * 64;
        assertThat(plan.runs(layer.ordinal()))
                .containsExactly(
                        new DecayPlan.Run(0, weights, 0.05),
                        new DecayPlan.Run(weights, biases, 0),
                        new DecayPlan.Run(weights + biases, layer.length() - weights - biases, 0.05));
    }

    @Test
    void runsCoverEveryElementOnce() {
        DecayPlan plan = DecayPlan.of(table, buckets, 0.05, List.of("*norm*", "*k_proj*", "lm_head.weight"));
        for (Bucket bucket : buckets.buckets()) {
            List<Integer> borders = new ArrayList<>();
            int next = 0;
            for (DecayPlan.Run run : plan.runs(bucket.ordinal())) {
                assertThat(run.from()).isEqualTo(next);
                next = run.from() + run.length();
                borders.add(next);
            }
            assertThat(next).as("borders %s", borders).isEqualTo(bucket.length());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "*.bias, model.layers.0.self_attn.q_proj.bias, true",
        "*.bias, model.layers.0.self_attn.q_proj.weight, false",
        "*norm*, model.norm.weight, true",
        "model.layers.?.mlp.*, model.layers.1.mlp.up_proj.weight, true",
        "model.layers.?.mlp.*, model.layers.11.mlp.up_proj.weight, false",
        "*a*b, xaxxbxb, true",
        "*a*b, xaxxbxbc, false",
        "lm_head.weight, lm_head.weight, true",
        "*, anything, true"
    })
    void globs(String glob, String name, boolean matches) {
        assertThat(DecayPlan.matches(glob, name)).isEqualTo(matches);
    }
}
