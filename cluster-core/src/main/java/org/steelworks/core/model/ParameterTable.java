package org.steelworks.core.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.Shape;

/**
 * All parameters of a model with their Hugging Face names and their places in the flat vectors; a function of the
 * {@link ModelSpec} alone. The order inside a vector is the order in which the kernels split it: query, key and value
 * stand together so that one product computes all three, and so do gate and up.
 */
public final class ParameterTable {
    private final ModelSpec spec;
    private final List<FlatVector> vectors = new ArrayList<>();
    private final List<Parameter> parameters = new ArrayList<>();
    private final Map<String, Parameter> byName = new HashMap<>();

    private ParameterTable(ModelSpec spec) {
        this.spec = spec;
    }

    public static ParameterTable of(ModelSpec spec) {
        ParameterTable table = new ParameterTable(spec);
        table.addEmbedding();
        for (int layer = 0; layer < spec.layers(); layer++) {
            table.addLayer(layer);
        }
        table.addHead();
        return table;
    }

    public ModelSpec spec() {
        return spec;
    }

    /** Number of sections: embedding, layers, head. */
    public int sections() {
        return spec.layers() + 2;
    }

    /** Vectors in order of section, matmul before fp32; empty ones are left out. */
    public List<FlatVector> vectors() {
        return List.copyOf(vectors);
    }

    /** The vector of a section and kind, or null where the section has none of that kind. */
    public FlatVector vector(int section, VectorKind kind) {
        for (FlatVector vector : vectors) {
            if (vector.section() == section && vector.kind() == kind) {
                return vector;
            }
        }
        return null;
    }

    /** Parameters in order of vector and offset. */
    public List<Parameter> parameters() {
        return List.copyOf(parameters);
    }

    /** The parameter of that Hugging Face name, or null. */
    public Parameter find(String name) {
        return byName.get(name);
    }

    /** Number of trainable elements. */
    public long elements() {
        return vectors.stream().mapToLong(FlatVector::length).sum();
    }

    private void addEmbedding() {
        Section section = new Section(0);
        section.add(
                VectorKind.FP32, "model.embed_tokens.weight", Shape.of(spec.vocabSize(), spec.hiddenSize()), linear());
        section.close();
    }

    private void addLayer(int layer) {
        String prefix = "model.layers." + layer + ".";
        int d = spec.hiddenSize();
        int kv = spec.kvHeads() * spec.headSize();
        Section section = new Section(layer + 1);
        section.add(VectorKind.MATMUL, prefix + "self_attn.q_proj.weight", Shape.of(d, d), linear());
        section.add(VectorKind.MATMUL, prefix + "self_attn.k_proj.weight", Shape.of(kv, d), linear());
        section.add(VectorKind.MATMUL, prefix + "self_attn.v_proj.weight", Shape.of(kv, d), linear());
        section.add(VectorKind.MATMUL, prefix + "self_attn.q_proj.bias", Shape.of(d), Parameter.Init.ZERO);
        section.add(VectorKind.MATMUL, prefix + "self_attn.k_proj.bias", Shape.of(kv), Parameter.Init.ZERO);
        section.add(VectorKind.MATMUL, prefix + "self_attn.v_proj.bias", Shape.of(kv), Parameter.Init.ZERO);
        section.add(VectorKind.MATMUL, prefix + "self_attn.o_proj.weight", Shape.of(d, d), linear());
        section.add(VectorKind.FP32, prefix + "input_layernorm.weight", Shape.of(d), Parameter.Init.ONE);
        section.add(VectorKind.FP32, prefix + "post_attention_layernorm.weight", Shape.of(d), Parameter.Init.ONE);
        addFeedForward(section, prefix + "mlp.");
        section.close();
    }

    /** Equal matrices of all experts stand together: one product, or one batched product, computes them all. */
    private void addFeedForward(Section section, String prefix) {
        int d = spec.hiddenSize();
        int inner = spec.innerSize();
        if (spec.mlp() == MlpKind.RAW) {
            addOfExperts(section, prefix, "gate_proj.weight", Shape.of(inner, d));
            addOfExperts(section, prefix, "up_proj.weight", Shape.of(inner, d));
        } else {
            addOfExperts(section, prefix, "gate_up_proj.weight", Shape.of(inner, d));
            addOfExperts(section, prefix, "up_proj.weight", Shape.of(inner, d));
            addOfExperts(section, prefix, "gate_down_proj.weight", Shape.of(d, inner));
        }
        addOfExperts(section, prefix, "down_proj.weight", Shape.of(d, inner));
        addMixture(section, prefix);
    }

    private void addOfExperts(Section section, String prefix, String name, Shape shape) {
        if (spec.feedForward() == FeedForwardKind.RAW) {
            section.add(VectorKind.MATMUL, prefix + name, shape, linear());
            return;
        }
        for (int expert = 0; expert < spec.experts(); expert++) {
            section.add(VectorKind.MATMUL, prefix + "experts." + expert + "." + name, shape, linear());
        }
    }

    /** Initial values of the original: score keeps deviation 1, phi 1 / sqrt(d), the scale 1. */
    private void addMixture(Section section, String prefix) {
        int d = spec.hiddenSize();
        int experts = spec.experts();
        int slots = spec.slotsPerExpert();
        switch (spec.feedForward()) {
            case RAW -> {}
            case SOFTMOE_V1 -> {
                section.add(VectorKind.MATMUL, prefix + "gating.weight", Shape.of(experts, d), linear());
                section.add(VectorKind.MATMUL, prefix + "gating.bias", Shape.of(experts), Parameter.Init.ZERO);
            }
            case SOFTMOE_V2 ->
                section.add(
                        VectorKind.MATMUL,
                        prefix + "score",
                        Shape.of(d, (long) experts * slots),
                        new Parameter.Init(0, 1));
            case SOFTMOE_V3 -> {
                section.add(
                        VectorKind.FP32,
                        prefix + "phi",
                        Shape.of(d, experts, slots),
                        new Parameter.Init(0, 1 / StrictMath.sqrt(d)));
                section.add(VectorKind.FP32, prefix + "scale", Shape.of(1), Parameter.Init.ONE);
            }
        }
    }

    private void addHead() {
        Section section = new Section(spec.layers() + 1);
        if (!spec.tied()) {
            section.add(VectorKind.MATMUL, "lm_head.weight", Shape.of(spec.vocabSize(), spec.hiddenSize()), linear());
        }
        section.add(VectorKind.FP32, "model.norm.weight", Shape.of(spec.hiddenSize()), Parameter.Init.ONE);
        section.close();
    }

    private Parameter.Init linear() {
        return new Parameter.Init(0, spec.initializerRange());
    }

    /** Collects one section's parameters by kind, then lays its vectors out. */
    private final class Section {
        private record Entry(String name, Shape shape, Parameter.Init init) {}

        private final int section;
        private final Map<VectorKind, List<Entry>> entries = new EnumMap<>(VectorKind.class);

        Section(int section) {
            this.section = section;
        }

        void add(VectorKind kind, String name, Shape shape, Parameter.Init init) {
            entries.computeIfAbsent(kind, k -> new ArrayList<>()).add(new Entry(name, shape, init));
        }

        void close() {
            for (Map.Entry<VectorKind, List<Entry>> kind : entries.entrySet()) {
                int ordinal = vectors.size();
                long offset = 0;
                for (Entry entry : kind.getValue()) {
                    Parameter parameter = new Parameter(entry.name, entry.shape, ordinal, offset, entry.init);
                    parameters.add(parameter);
                    byName.put(entry.name, parameter);
                    offset += parameter.length();
                }
                vectors.add(new FlatVector(ordinal, section, kind.getKey(), offset));
            }
        }
    }
}
