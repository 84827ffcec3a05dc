package org.steelworks.gpu.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.tensor.Placement;

class GeneratorTest {
    private static final int NEW_TOKENS = 32;
    private static final int IM_END = 502;

    private final Map<String, HostTensor> golden = GoldenFiles.tensors("generation/generation.safetensors");
    private final JsonNode greedy = GoldenFiles.json("generation/greedy.json");

    /** What a test does with a model. */
    @FunctionalInterface
    private interface Body {
        void run(SteelDecoder decoder, DeviceVectors weights);
    }

    private static void with(String variant, Body body) {
        with(Placement.HOST, variant, body);
    }

    private static void with(Placement placement, String variant, Body body) {
        OnDevice.run(placement, library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, TinyModels.table(variant), TrainSpec.Precision.FP32);
                    DeviceVectors weights = decoder.bind(TinyModels.weights(variant))) {
                body.run(decoder, weights);
            }
        });
    }

    private int[] prompt(int number) {
        long[] ids = GoldenFiles.longs(golden.get("prompt." + number));
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw_raw", "raw_raw_gqa2"})
    void greedyTokensOfTheOriginal(String variant) {
        checkGreedy(Placement.HOST, variant);
    }

    @Test
    void theSameTokensOnADeviceWithMemoryOfItsOwn() {
        checkGreedy(Placement.HOST_APART, "raw_raw_gqa2");
    }

    private void checkGreedy(Placement placement, String variant) {
        with(placement, variant, (decoder, weights) -> {
            Generator generator = new Generator(decoder, weights);
            for (int i = 0; i < greedy.get(variant).size(); i++) {
                JsonNode expected = greedy.get(variant).get(i);
                Completion all = generator.generate(
                        prompt(i),
                        new Generator.Request(NEW_TOKENS, Sampling.GREEDY, Set.of()),
                        Generator.TokenListener.ALL,
                        () -> false);
                assertThat(all.ids()).isEqualTo(GoldenFiles.ints(expected.get("greedy_kv_cache")));
                assertThat(all.end()).isEqualTo(Completion.End.LENGTH);
                for (int t = 0; t < NEW_TOKENS; t++) {
                    // fp32 logits of both sides differ by up to 1e-5 per the goldens' noise.
                    assertThat(all.tokens().get(t).logProb())
                            .isCloseTo(
                                    expected.get("logprob_of_chosen_kv").get(t).asDouble(), within(1e-4));
                }
                Completion stopped = generator.generate(
                        prompt(i),
                        new Generator.Request(NEW_TOKENS, Sampling.GREEDY, Set.of(IM_END)),
                        Generator.TokenListener.ALL,
                        () -> false);
                assertThat(stopped.ids())
                        .isEqualTo(GoldenFiles.ints(expected.get("greedy_kv_cache_stopping_at_im_end")));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw_raw", "raw_raw_gqa2"})
    void greedyTokensWithoutACache(String variant) {
        with(variant, (decoder, weights) -> {
            SequenceScores scores = new SequenceScores(decoder, weights);
            for (int i = 0; i < greedy.get(variant).size(); i++) {
                int[] ids = prompt(i);
                int start = ids.length;
                for (int t = 0; t < NEW_TOKENS; t++) {
                    float[] logits = scores.nextTokenLogits(ids, () -> false);
                    ids = Arrays.copyOf(ids, ids.length + 1);
                    ids[ids.length - 1] = SamplingRule.largest(logits);
                }
                assertThat(Arrays.copyOfRange(ids, start, ids.length))
                        .isEqualTo(GoldenFiles.ints(greedy.get(variant).get(i).get("greedy_no_cache")));
            }
        });
    }

    @Test
    void aPromptMayBeReadInPieces() {
        with("raw_raw_gqa2", (decoder, weights) -> {
            int[] prompt = prompt(2);
            try (KvCache whole = new KvCache(decoder, weights, prompt.length);
                    KvCache pieces = new KvCache(decoder, weights, prompt.length)) {
                float[] expected = whole.append(prompt, () -> false);
                pieces.append(Arrays.copyOf(prompt, 6), () -> false);
                pieces.append(Arrays.copyOfRange(prompt, 6, 13), () -> false);
                float[] actual = pieces.append(Arrays.copyOfRange(prompt, 13, prompt.length), () -> false);
                assertThat(pieces.length()).isEqualTo(prompt.length);
                for (int i = 0; i < expected.length; i++) {
                    // Other products and another attention kernel: the goldens' noise of logits is below 1e-4.
                    assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-4));
                }
            }
        });
    }

    @Test
    void aStopTokenEndsTheCompletionAndStaysInIt() {
        with("raw_raw", (decoder, weights) -> {
            int[] expected = GoldenFiles.ints(greedy.get("raw_raw").get(0).get("greedy_kv_cache"));
            Completion stopped = new Generator(decoder, weights)
                    .generate(
                            prompt(0),
                            new Generator.Request(NEW_TOKENS, Sampling.GREEDY, Set.of(expected[3], 7)),
                            Generator.TokenListener.ALL,
                            () -> false);
            assertThat(stopped.ids()).containsExactly(Arrays.copyOf(expected, 4));
            assertThat(stopped.end()).isEqualTo(Completion.End.STOP_TOKEN);
        });
    }

    @Test
    void drawsRepeatForASeedAndDifferForAnother() {
        with("raw_raw", (decoder, weights) -> {
            Generator generator = new Generator(decoder, weights);
            List<int[]> completions = new ArrayList<>();
            for (long seed : new long[] {1, 1, 2}) {
                completions.add(generator
                        .generate(
                                prompt(1),
                                new Generator.Request(NEW_TOKENS, new Sampling(1, 50, 0.9, 1.1, seed), Set.of()),
                                Generator.TokenListener.ALL,
                                () -> false)
                        .ids());
            }
            assertThat(completions.get(1)).isEqualTo(completions.get(0));
            assertThat(completions.get(2)).isNotEqualTo(completions.get(0));
        });
    }

    @Test
    void theLongestSequenceIsNotPassed() {
        with("raw_raw", (decoder, weights) -> {
            int[] prompt = new int[decoder.table().spec().maxPositions() - 2];
            Completion completion = new Generator(decoder, weights)
                    .generate(
                            prompt,
                            new Generator.Request(10, Sampling.GREEDY, Set.of()),
                            Generator.TokenListener.ALL,
                            () -> false);
            assertThat(completion.tokens()).hasSize(3);
            assertThat(completion.end()).isEqualTo(Completion.End.MAX_POSITIONS);
            assertThatThrownBy(() -> new Generator(decoder, weights)
                            .generate(
                                    new int[257],
                                    new Generator.Request(1, Sampling.GREEDY, Set.of()),
                                    Generator.TokenListener.ALL,
                                    () -> false))
                    .hasMessageContaining("a prompt of 257 tokens must have 1 .. 256");
        });
    }

    @Test
    void aListenerHearsTokensAtOnceAndMayEndIt() {
        with("raw_raw", (decoder, weights) -> {
            List<Integer> heard = new ArrayList<>();
            Completion completion = new Generator(decoder, weights)
                    .generate(
                            prompt(0),
                            new Generator.Request(NEW_TOKENS, Sampling.GREEDY, Set.of()),
                            token -> {
                                heard.add(token.id());
                                return heard.size() < 5;
                            },
                            () -> false);
            assertThat(completion.end()).isEqualTo(Completion.End.LISTENER);
            assertThat(completion.ids())
                    .hasSize(5)
                    .isEqualTo(heard.stream().mapToInt(x -> x).toArray());
        });
    }

    @Test
    void logProbsOfABatchAreThoseOfTheCompletions() {
        with("raw_raw_gqa2", (decoder, weights) -> {
            List<int[]> sequences = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int[] written =
                        GoldenFiles.ints(greedy.get("raw_raw_gqa2").get(i).get("greedy_kv_cache"));
                int[] prompt = prompt(i);
                int[] sequence = Arrays.copyOf(prompt, prompt.length + NEW_TOKENS);
                System.arraycopy(written, 0, sequence, prompt.length, NEW_TOKENS);
                sequences.add(sequence);
            }
            List<float[]> logProbs = new SequenceScores(decoder, weights).logProbs(sequences, () -> false);
            for (int i = 0; i < 3; i++) {
                JsonNode expected = greedy.get("raw_raw_gqa2").get(i).get("logprob_of_chosen_kv");
                assertThat(logProbs.get(i)).hasSize(sequences.get(i).length - 1);
                for (int t = 0; t < NEW_TOKENS; t++) {
                    assertThat((double) logProbs.get(i)[prompt(i).length - 1 + t])
                            .isCloseTo(expected.get(t).asDouble(), within(1e-4));
                }
            }
        });
    }

    @Test
    void generatingLeavesNoTensorsBehind() {
        OnDevice.run(library -> {
            try (SteelDecoder decoder =
                            new SteelDecoder(library, TinyModels.table("raw_raw"), TrainSpec.Precision.FP32);
                    DeviceVectors weights = decoder.bind(TinyModels.weights("raw_raw"))) {
                long open = library.memory().openTensors();
                new Generator(decoder, weights)
                        .generate(
                                prompt(2),
                                new Generator.Request(NEW_TOKENS, Sampling.GREEDY, Set.of()),
                                Generator.TokenListener.ALL,
                                () -> false);
                assertThat(library.memory().openTensors()).isEqualTo(open);
            }
        });
    }
}
