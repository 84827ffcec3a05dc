package org.steelworks.core.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;

/**
 * A Hugging Face {@code config.json} as {@link ModelSpec} and back. Strict about the keys that change what is computed,
 * with the defaults of the original configuration class; other keys are ignored. Files of {@code model_type qwen2} with
 * {@code auto_map} (the published layout) are read like {@code steel}; a plain Qwen2 model without any key of ours is
 * FFN raw with mlp raw.
 */
public final class ModelConfigReader {
    private final ObjectNode config;
    private final String where;

    private ModelConfigReader(ObjectNode config, String where) {
        this.config = config;
        this.where = where;
    }

    /**
     * Reads a configuration.
     *
     * @param json text of the file
     * @param where path of the file, named in errors
     * @throws IllegalArgumentException naming file, key, value and what is expected
     */
    public static ModelSpec read(String json, String where) {
        JsonNode value = CanonicalJson.read(json, where);
        if (!(value instanceof ObjectNode object)) {
            throw new IllegalArgumentException(where + ": a JSON object was expected");
        }
        try {
            return new ModelConfigReader(object, where).spec();
        } catch (IllegalArgumentException e) {
            if (e.getMessage().startsWith(where)) {
                throw e;
            }
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    /** The keys that {@link #read} needs, and nothing else: what a checkpoint keeps of its model. */
    public static ObjectNode write(ModelSpec spec) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("vocab_size", spec.vocabSize())
                .put("hidden_size", spec.hiddenSize())
                .put("intermediate_size", spec.intermediateSize())
                .put("mlp_div_ratio", spec.mlpDivRatio())
                .put("num_hidden_layers", spec.layers())
                .put("num_attention_heads", spec.heads())
                .put("num_key_value_heads", spec.kvHeads())
                .put("hidden_act", "silu")
                .put("max_position_embeddings", spec.maxPositions())
                .put("initializer_range", spec.initializerRange())
                .put("rms_norm_eps", spec.rmsNormEps())
                .put("rope_theta", spec.ropeTheta())
                .put("tie_word_embeddings", spec.tied())
                .put("FFN_type", spec.feedForward().key())
                .put("mlp_type", spec.mlp().key())
                .put("n_experts", spec.experts())
                .put("slots_per_expert", spec.slotsPerExpert());
        if (spec.bosId() >= 0) {
            config.put("bos_token_id", spec.bosId());
        }
        if (spec.eosId() >= 0) {
            config.put("eos_token_id", spec.eosId());
        }
        return config;
    }

    private ModelSpec spec() {
        refuseWhatIsNotComputed();
        boolean plain = isPlainQwen2();
        FeedForwardKind feedForward = plain ? FeedForwardKind.RAW : feedForward();
        int heads = integer("num_attention_heads", 32);
        return new ModelSpec(
                integer("vocab_size", 151_936),
                integer("hidden_size", 4096),
                integer("intermediate_size", 22_016),
                plain ? 1 : required("mlp_div_ratio", "the original divides intermediate_size by it"),
                integer("num_hidden_layers", 32),
                heads,
                integer("num_key_value_heads", heads),
                integer("max_position_embeddings", 32_768),
                number("initializer_range", 0.02),
                number("rms_norm_eps", 1e-6),
                number("rope_theta", 10_000),
                truth("tie_word_embeddings", false),
                feedForward,
                plain ? MlpKind.RAW : mlp(),
                experts(feedForward),
                slots(feedForward),
                tokenId("bos_token_id"),
                tokenId("eos_token_id"));
    }

    /** No key of ours, and the class library's own architecture: the model of FFN raw x mlp raw with ratio 1. */
    private boolean isPlainQwen2() {
        boolean ours = present("FFN_type") || present("mlp_type") || present("mlp_div_ratio");
        boolean qwen2 = "qwen2".equals(config.path("model_type").asText())
                && "Qwen2ForCausalLM"
                        .equals(config.path("architectures").path(0).asText());
        return qwen2 && !ours;
    }

    private void refuseWhatIsNotComputed() {
        String activation = present("hidden_act") ? text("hidden_act") : "silu";
        if (!activation.equals("silu")) {
            throw bad("hidden_act", activation, "only silu is computed");
        }
        if (number("attention_dropout", 0) != 0) {
            throw bad("attention_dropout", config.get("attention_dropout"), "dropout is not computed, set it to 0");
        }
        if (truth("use_sliding_window", false)) {
            throw bad("use_sliding_window", "true", "attention is over the whole sequence, set it to false");
        }
        if (present("rope_scaling")) {
            throw bad("rope_scaling", config.get("rope_scaling"), "scaled rotary frequencies are not computed");
        }
        if (present("head_dim")
                && integer("head_dim", 0) * integer("num_attention_heads", 32) != integer("hidden_size", 4096)) {
            throw bad("head_dim", config.get("head_dim"), "it must be hidden_size / num_attention_heads");
        }
    }

    private FeedForwardKind feedForward() {
        String key = requiredText("FFN_type", "one of raw, softmoe_v1, softmoe_v2, softmoe_v3");
        for (FeedForwardKind kind : FeedForwardKind.values()) {
            if (kind.key().equals(key)) {
                return kind;
            }
        }
        throw bad("FFN_type", key, "use one of raw, softmoe_v1, softmoe_v2, softmoe_v3");
    }

    private MlpKind mlp() {
        String key = requiredText("mlp_type", "one of raw, senet");
        for (MlpKind kind : MlpKind.values()) {
            if (kind.key().equals(key)) {
                return kind;
            }
        }
        throw bad("mlp_type", key, "use one of raw, senet");
    }

    private int experts(FeedForwardKind feedForward) {
        return feedForward == FeedForwardKind.RAW
                ? 1
                : required("n_experts", "FFN_type " + feedForward.key() + " has experts");
    }

    private int slots(FeedForwardKind feedForward) {
        return switch (feedForward) {
            case RAW, SOFTMOE_V1 -> 1;
            case SOFTMOE_V2 -> required("slots_per_expert", "FFN_type softmoe_v2 has slots");
            case SOFTMOE_V3 -> integer("slots_per_expert", 1);
        };
    }

    private boolean present(String key) {
        return config.hasNonNull(key);
    }

    private int required(String key, String why) {
        if (!present(key)) {
            throw new IllegalArgumentException(where + ": key " + key + " is missing: " + why);
        }
        return integer(key, 0);
    }

    private String requiredText(String key, String expected) {
        if (!present(key)) {
            throw new IllegalArgumentException(where + ": key " + key + " is missing: give " + expected);
        }
        return text(key);
    }

    private String text(String key) {
        JsonNode value = config.get(key);
        if (!value.isTextual()) {
            throw bad(key, value, "a text is expected");
        }
        return value.asText();
    }

    private int integer(String key, int otherwise) {
        if (!present(key)) {
            return otherwise;
        }
        JsonNode value = config.get(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw bad(key, value, "a whole number is expected");
        }
        return value.intValue();
    }

    private double number(String key, double otherwise) {
        if (!present(key)) {
            return otherwise;
        }
        JsonNode value = config.get(key);
        if (!value.isNumber()) {
            throw bad(key, value, "a number is expected");
        }
        return value.doubleValue();
    }

    private boolean truth(String key, boolean otherwise) {
        if (!present(key)) {
            return otherwise;
        }
        JsonNode value = config.get(key);
        if (!value.isBoolean()) {
            throw bad(key, value, "true or false is expected");
        }
        return value.booleanValue();
    }

    /** A token id; of a list of them the first. */
    private int tokenId(String key) {
        JsonNode value = config.path(key);
        if (value.isArray() && !value.isEmpty()) {
            value = value.get(0);
        }
        if (value.isMissingNode() || value.isNull()) {
            return -1;
        }
        if (!value.canConvertToInt() || !value.isIntegralNumber() || value.intValue() < 0) {
            throw bad(key, value, "a token id is expected");
        }
        return value.intValue();
    }

    private IllegalArgumentException bad(String key, Object value, String expected) {
        return new IllegalArgumentException(where + ": key " + key + " is " + value + ": " + expected);
    }
}
