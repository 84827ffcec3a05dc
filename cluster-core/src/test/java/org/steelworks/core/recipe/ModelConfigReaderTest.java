package org.steelworks.core.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;

class ModelConfigReaderTest {
    private static final String RELEASED =
            """
            {"architectures": ["SteelForCausalLM"], "model_type": "qwen2",
             "auto_map": {"AutoConfig": "configuration_steel.SteelConfig"},
             "attention_dropout": 0.0, "bos_token_id": 151643, "eos_token_id": [151645, 151643], "hidden_act": "silu",
             "hidden_size": 1792, "initializer_range": 0.02, "intermediate_size": 1792, "mlp_div_ratio": 4,
             "max_position_embeddings": 32768, "num_attention_heads": 32, "num_hidden_layers": 18,
             "num_key_value_heads": 32, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "sliding_window": 32768,
             "tie_word_embeddings": false, "use_sliding_window": false, "vocab_size": 151936, "FFN_type": "softmoe_v3",
             "mlp_type": "senet", "n_experts": 6, "slots_per_expert": 1, "unknown_key": {"kept": "out"}}
            """;

    @Test
    void shouldReadTheReleasedModelsLayout() {
        ModelSpec spec = ModelConfigReader.read(RELEASED, "config.json");

        assertThat(spec)
                .isEqualTo(new ModelSpec(
                        151936,
                        1792,
                        1792,
                        4,
                        18,
                        32,
                        32,
                        32768,
                        0.02,
                        1e-6,
                        1e6,
                        false,
                        FeedForwardKind.SOFTMOE_V3,
                        MlpKind.SENET,
                        6,
                        1,
                        151643,
                        151645));
        assertThat(ModelConfigReader.read(ModelConfigReader.write(spec).toString(), "again"))
                .isEqualTo(spec);
    }

    @Test
    void shouldUseTheOriginalsDefaults() {
        ModelSpec spec = ModelConfigReader.read(
                "{\"FFN_type\":\"raw\",\"mlp_type\":\"raw\",\"mlp_div_ratio\":1,\"num_key_value_heads\":null}", "c");

        assertThat(spec)
                .isEqualTo(new ModelSpec(
                        151936,
                        4096,
                        22016,
                        1,
                        32,
                        32,
                        32,
                        32768,
                        0.02,
                        1e-6,
                        10000,
                        false,
                        FeedForwardKind.RAW,
                        MlpKind.RAW,
                        1,
                        1,
                        -1,
                        -1));
    }

    @Test
    void shouldReadPlainQwen2AsRaw() {
        ModelSpec spec = ModelConfigReader.read(
                "{\"model_type\":\"qwen2\",\"architectures\":[\"Qwen2ForCausalLM\"],\"intermediate_size\":8960}", "c");

        assertThat(spec.feedForward()).isEqualTo(FeedForwardKind.RAW);
        assertThat(spec.mlp()).isEqualTo(MlpKind.RAW);
        assertThat(spec.innerSize()).isEqualTo(8960);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"mlp_div_ratio\": 4,|\"x\": 4,|mlp_div_ratio",
                "\"FFN_type\": \"softmoe_v3\"|\"FFN_type\": \"softmoe_v9\"|softmoe_v9",
                "\"mlp_type\": \"senet\"|\"mlp_type\": 3|mlp_type",
                "\"n_experts\": 6|\"n\": 6|n_experts",
                "\"hidden_size\": 1792|\"hidden_size\": \"1792\"|hidden_size",
                "\"hidden_act\": \"silu\"|\"hidden_act\": \"gelu\"|gelu",
                "\"use_sliding_window\": false|\"use_sliding_window\": true|use_sliding_window",
                "\"attention_dropout\": 0.0|\"attention_dropout\": 0.1|attention_dropout",
                "\"bos_token_id\": 151643|\"bos_token_id\": -4|bos_token_id",
                "\"num_attention_heads\": 32|\"num_attention_heads\": 31|multiple",
                "\"rope_theta\": 1000000.0|\"rope_theta\": 1.0, \"rope_scaling\": {\"factor\": 2}|rope_scaling"
            })
    void shouldNameFileAndKeyOfWhatItRefuses(String found, String replaced, String named) {
        String text = RELEASED.replace(found, replaced);
        assertThat(text).isNotEqualTo(RELEASED);

        assertThatThrownBy(() -> ModelConfigReader.read(text, "some/config.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("some/config.json")
                .hasMessageContaining(named);
    }

    @Test
    void shouldRequireSlotsOfSoftmoeV2Only() {
        String without = RELEASED.replace(", \"slots_per_expert\": 1", "");

        assertThat(ModelConfigReader.read(without, "c").slotsPerExpert()).isEqualTo(1);
        assertThatThrownBy(() -> ModelConfigReader.read(without.replace("softmoe_v3", "softmoe_v2"), "c"))
                .hasMessageContaining("slots_per_expert");
    }
}
