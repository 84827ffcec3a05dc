package org.steelworks.core.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.steelworks.core.digest.CanonicalJson;

/**
 * The digest of what a run computes: kind, model content, data content, training settings without {@code steps}, and
 * the operators of a cleaning run. Never a path, {@code cluster} or {@code checkpoint}: a run resumes with other
 * workers, machines and folders.
 *
 * <p>It is SHA-256 over the UTF-8 bytes of {@link CanonicalJson}, each floating-point number written as the exact decimal
 * of its binary value.
 */
public final class SpecDigest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

    private SpecDigest() {}

    /**
     * Digest of a run.
     *
     * @param spec the run
     * @param contents content digest of every path the run reads ({@code model.init}, shard sets, inputs and operator
     *     files of a cleaning run), by the path as it stands in {@code spec}
     * @return 64 hexadecimal digits
     * @throws IllegalArgumentException when a path of the run has no content digest
     */
    public static String of(RunSpec spec, Map<String, String> contents) {
        try {
            byte[] bytes = canonicalJson(spec, contents).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-256", e);
        }
    }

    /** The text that is hashed; arguments as of {@link #of}. */
    public static String canonicalJson(RunSpec spec, Map<String, String> contents) {
        ObjectNode root = JSON.objectNode();
        root.put("kind", spec.kind().key());
        if (spec.model() != null) {
            root.set("model", model(spec.model(), contents));
        }
        if (spec.data() != null) {
            root.set("data", data(spec.data(), contents));
        }
        if (spec.train() != null) {
            root.set("train", train(spec.train()));
        }
        if (spec.prepare() != null) {
            root.set("prepare", prepare(spec.prepare(), contents));
        }
        return CanonicalJson.write(root);
    }

    private static ObjectNode model(ModelSource source, Map<String, String> contents) {
        ModelSpec m = source.spec();
        ObjectNode out = JSON.objectNode();
        out.put("vocab_size", m.vocabSize());
        out.put("hidden_size", m.hiddenSize());
        out.put("intermediate_size", m.intermediateSize());
        out.put("mlp_div_ratio", m.mlpDivRatio());
        out.put("num_hidden_layers", m.layers());
        out.put("num_attention_heads", m.heads());
        out.put("num_key_value_heads", m.kvHeads());
        out.put("max_position_embeddings", m.maxPositions());
        out.put("initializer_range", exact(m.initializerRange()));
        out.put("rms_norm_eps", exact(m.rmsNormEps()));
        out.put("rope_theta", exact(m.ropeTheta()));
        out.put("tie_word_embeddings", m.tied());
        out.put("FFN_type", m.feedForward().key());
        out.put("mlp_type", m.mlp().key());
        out.put("n_experts", m.experts());
        out.put("slots_per_expert", m.slotsPerExpert());
        out.put("bos_token_id", m.bosId());
        out.put("eos_token_id", m.eosId());
        if (source.init() != null) {
            out.put("init", content("model.init", source.init(), contents));
        }
        return out;
    }

    private static ObjectNode data(DataSpec data, Map<String, String> contents) {
        ObjectNode out = JSON.objectNode();
        out.set("train", shards("data.train", data.train(), contents));
        out.set("validation", shards("data.validation", data.validation(), contents));
        out.put("sequence_length", data.sequenceLength());
        out.put("order", data.order().key());
        return out;
    }

    private static ArrayNode shards(String key, List<DataSpec.ShardSource> sources, Map<String, String> contents) {
        ArrayNode out = JSON.arrayNode();
        for (DataSpec.ShardSource source : sources) {
            ObjectNode shard = JSON.objectNode();
            shard.put("content", content(key, source.path(), contents));
            shard.put("weight", exact(source.weight()));
            out.add(shard);
        }
        return out;
    }

    private static ObjectNode train(TrainSpec t) {
        ObjectNode out = JSON.objectNode();
        out.put("global_batch", t.globalBatch());
        out.put("micro_batch", t.microBatch());
        out.put("accumulate", t.accumulate());
        out.set("optimizer", optimizer(t.optimizer()));
        out.set("schedule", schedule(t.schedule()));
        out.put("precision", t.precision().key());
        out.put("seed", t.seed());
        out.put("ignore_index", t.ignoreIndex());
        out.set("loss", loss(t.loss()));
        out.put("non_finite", t.nonFinite().key());
        out.put("validate_every", t.validateEvery());
        out.put("validate_batches", t.validateBatches());
        out.put("recompute_layers", t.recomputeLayers());
        // a recipe from before there was a choice keeps its digest
        if (t.device() != TrainSpec.Device.CPU) {
            out.put("device", t.device().key());
        }
        return out;
    }

    private static ObjectNode optimizer(TrainSpec.Optimizer o) {
        ObjectNode out = JSON.objectNode();
        out.put("name", "adamw");
        out.put("lr", exact(o.lr()));
        out.putArray("betas").add(exact(o.beta1())).add(exact(o.beta2()));
        out.put("eps", exact(o.eps()));
        out.put("weight_decay", exact(o.weightDecay()));
        o.noDecay().forEach(out.putArray("no_decay")::add);
        out.put("grad_clip", exact(o.gradClip()));
        return out;
    }

    private static ObjectNode schedule(TrainSpec.Schedule s) {
        ObjectNode out = JSON.objectNode();
        out.put("name", s.name().key());
        out.put("warmup_steps", s.warmupSteps());
        out.put("min_lr", exact(s.minLr()));
        out.put("micro_steps", s.microSteps());
        return out;
    }

    private static ObjectNode loss(TrainSpec.Loss l) {
        ObjectNode out = JSON.objectNode();
        out.put("normalize", l.normalize().key());
        out.put("z_loss", exact(l.zLoss()));
        out.put("label_smoothing", exact(l.labelSmoothing()));
        out.put("logit_scale", exact(l.logitScale()));
        return out;
    }

    private static ObjectNode prepare(PrepareSpec p, Map<String, String> contents) {
        ArrayNode inputs = JSON.arrayNode();
        for (String input : p.inputs()) {
            inputs.add(content("prepare.in", input, contents));
        }
        ObjectNode out = JSON.objectNode();
        out.set("in", inputs);
        out.put("recipe", p.operatorsBuiltIn() ? p.operators() : content("prepare.recipe", p.operators(), contents));
        return out;
    }

    /** The value as it is in binary: no rounding of any JSON writer may change the digest. */
    private static BigDecimal exact(double value) {
        return new BigDecimal(value);
    }

    private static String content(String key, String path, Map<String, String> contents) {
        String digest = contents.get(path);
        if (digest == null) {
            throw new IllegalArgumentException(key + " names " + path + ", but no content digest was given for it");
        }
        return digest;
    }
}
