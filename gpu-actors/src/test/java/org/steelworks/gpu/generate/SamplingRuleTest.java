package org.steelworks.gpu.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.gpu.fixture.GoldenFiles;

/** Against the distributions of Hugging Face's logits processors; bounds are the goldens' own (fp32 softmax). */
class SamplingRuleTest {
    private final Map<String, HostTensor> golden = GoldenFiles.tensors("generation/generation.safetensors");
    private final JsonNode sampler = GoldenFiles.json("generation/sampler.json");

    private static int[] ints(HostTensor tensor) {
        long[] longs = GoldenFiles.longs(tensor);
        int[] ids = new int[longs.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) longs[i];
        }
        return ids;
    }

    private static void assertDistribution(double[] actual, float[] expected, int offset) {
        for (int i = 0; i < actual.length; i++) {
            double p = expected[offset + i];
            if (p == 0) {
                assertThat(actual[i]).isZero();
            } else {
                assertThat(actual[i]).isPositive().isCloseTo(p, within(1e-6 + 1e-4 * p));
            }
        }
    }

    @Test
    void everyGoldenDistribution() {
        int checked = 0;
        for (JsonNode testCase : sampler.get("cases")) {
            String key = "sampler." + testCase.get("key").asText();
            float[] logits = GoldenFiles.floats(golden.get(key + ".logits"));
            float[] expected = GoldenFiles.floats(golden.get(key + ".probs"));
            int[] context = ints(golden.get(key + ".ids"));
            for (int s = 0; s < sampler.get("settings").size(); s++) {
                JsonNode setting = sampler.get("settings").get(s);
                Sampling sampling = new Sampling(
                        setting.get("temperature").asDouble(),
                        setting.get("top_k").asInt(),
                        setting.get("top_p").asDouble(),
                        setting.get("repetition_penalty").asDouble(),
                        0);
                double[] actual = SamplingRule.probabilities(logits, context, sampling);
                assertDistribution(actual, expected, s * logits.length);
                checked++;
            }
        }
        assertThat(checked).isEqualTo(24);
    }

    @Test
    void tiesOfTheLastKeptLogitStay() {
        float[] logits = GoldenFiles.floats(golden.get("sampler.ties.logits"));
        int[] context = ints(golden.get("sampler.ties.ids"));
        assertDistribution(
                SamplingRule.probabilities(logits, context, new Sampling(1, 5, 1, 1, 0)),
                GoldenFiles.floats(golden.get("sampler.ties.probs_top_k5")),
                0);
        assertDistribution(
                SamplingRule.probabilities(logits, context, new Sampling(1, 0, 1, 1.3, 0)),
                GoldenFiles.floats(golden.get("sampler.ties.probs_rep1.3")),
                0);
    }

    @Test
    void drawsFollowTheDistribution() {
        float[] logits = {0, (float) Math.log(2), (float) Math.log(5)};
        int[] counts = new int[3];
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            counts[SamplingRule.next(logits, new int[0], new Sampling(1, 0, 1, 1, 42), i)]++;
        }
        // Four standard deviations of a binomial share of 20,000 draws are below 0.015.
        assertThat(counts[0] / (double) draws).isCloseTo(1 / 8.0, within(0.015));
        assertThat(counts[1] / (double) draws).isCloseTo(2 / 8.0, within(0.015));
        assertThat(counts[2] / (double) draws).isCloseTo(5 / 8.0, within(0.015));
    }

    @Test
    void aDrawDependsOnSeedAndPositionAlone() {
        assertThat(SamplingRule.uniform(1, 5)).isEqualTo(SamplingRule.uniform(1, 5));
        assertThat(SamplingRule.uniform(1, 5)).isNotEqualTo(SamplingRule.uniform(2, 5));
        assertThat(SamplingRule.uniform(1, 5)).isNotEqualTo(SamplingRule.uniform(1, 6));
        assertThat(SamplingRule.uniform(0, 0)).isGreaterThanOrEqualTo(0).isLessThan(1);
    }

    @Test
    void theEdgesOfADrawAreTokensThatWereKept() {
        double[] probabilities = {0, 0.5, 0, 0.5, 0};
        assertThat(SamplingRule.choose(probabilities, 0)).isEqualTo(1);
        assertThat(SamplingRule.choose(probabilities, 0.5)).isEqualTo(3);
        assertThat(SamplingRule.choose(probabilities, Math.nextDown(1.0))).isEqualTo(3);
    }

    @Test
    void greedyTakesTheFirstOfEqualLogits() {
        assertThat(SamplingRule.next(new float[] {1, 3, 3}, new int[0], Sampling.GREEDY, 0))
                .isEqualTo(1);
    }

    @Test
    void impossibleSettingsAreRefused() {
        assertThatThrownBy(() -> new Sampling(-1, 0, 1, 1, 0)).hasMessageContaining("temperature -1.0");
        assertThatThrownBy(() -> new Sampling(1, -1, 1, 1, 0)).hasMessageContaining("top_k -1");
        assertThatThrownBy(() -> new Sampling(1, 0, 0, 1, 0)).hasMessageContaining("top_p 0.0");
        assertThatThrownBy(() -> new Sampling(1, 0, 1, 0, 0)).hasMessageContaining("repetition_penalty 0.0");
    }
}
