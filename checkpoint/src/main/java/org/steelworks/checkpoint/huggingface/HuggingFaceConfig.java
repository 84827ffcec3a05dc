package org.steelworks.checkpoint.huggingface;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.steelworks.core.recipe.ModelConfigReader;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.DType;

/**
 * {@code config.json} and {@code generation_config.json} of an exported model. FFN raw with mlp raw is exactly Qwen2 and
 * says so; every other variant is {@code model_type steel} with its own modelling file, because a library that takes it
 * for Qwen2 would silently start with random feed-forward weights.
 */
final class HuggingFaceConfig {
    /** The modelling file of variants that no library knows. */
    static final String MODELLING_FILE = "modeling_steel.py";

    private HuggingFaceConfig() {}

    /** Whether the library's own Qwen2 class computes this model. */
    static boolean isPlainQwen2(ModelSpec spec) {
        return spec.feedForward() == FeedForwardKind.RAW && spec.mlp() == MlpKind.RAW;
    }

    /**
     * The architecture as the exported folder states it. Qwen2 takes {@code intermediate_size} as the inner width, so
     * there it is divided already and {@code mlp_div_ratio} is 1: both readings give the same model.
     */
    static ModelSpec stated(ModelSpec spec) {
        if (!isPlainQwen2(spec)) {
            return spec;
        }
        return new ModelSpec(
                spec.vocabSize(),
                spec.hiddenSize(),
                spec.innerSize(),
                1,
                spec.layers(),
                spec.heads(),
                spec.kvHeads(),
                spec.maxPositions(),
                spec.initializerRange(),
                spec.rmsNormEps(),
                spec.ropeTheta(),
                spec.tied(),
                spec.feedForward(),
                spec.mlp(),
                spec.experts(),
                spec.slotsPerExpert(),
                spec.bosId(),
                spec.eosId());
    }

    static ObjectNode config(ModelSpec spec, DType dtype) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        if (isPlainQwen2(spec)) {
            config.put("model_type", "qwen2").putArray("architectures").add("Qwen2ForCausalLM");
        } else {
            config.put("model_type", "steel").putArray("architectures").add("SteelForCausalLM");
            config.putObject("auto_map")
                    .put("AutoConfig", "modeling_steel.SteelConfig")
                    .put("AutoModelForCausalLM", "modeling_steel.SteelForCausalLM");
        }
        config.setAll(ModelConfigReader.write(stated(spec)));
        config.put("attention_dropout", 0.0)
                .put("use_sliding_window", false)
                .putNull("sliding_window")
                .put("max_window_layers", spec.layers())
                .put("use_cache", true)
                .putNull("pad_token_id");
        return config.put("torch_dtype", torchName(dtype)).put("dtype", torchName(dtype));
    }

    /** The original's generation settings; pad is the begin token, as there. */
    static ObjectNode generation(ModelSpec spec) {
        ObjectNode generation = JsonNodeFactory.instance.objectNode();
        generation.put("do_sample", true).put("top_p", 0.8).put("repetition_penalty", 1.1);
        if (spec.eosId() >= 0) {
            ArrayNode ends = generation.putArray("eos_token_id").add(spec.eosId());
            if (spec.bosId() >= 0 && spec.bosId() != spec.eosId()) {
                ends.add(spec.bosId());
            }
        }
        if (spec.bosId() >= 0) {
            generation.put("bos_token_id", spec.bosId()).put("pad_token_id", spec.bosId());
        }
        return generation;
    }

    static String torchName(DType dtype) {
        return switch (dtype) {
            case F32 -> "float32";
            case BF16 -> "bfloat16";
            case F64, I64, I32 ->
                throw new IllegalArgumentException("a model is exported as float32 or bfloat16, not as " + dtype);
        };
    }
}
