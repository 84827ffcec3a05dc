package org.steelworks.core.spec;

/**
 * The model's architecture: the keys of a Hugging Face {@code config.json} that change what is computed.
 *
 * @param vocabSize rows of the embedding and of the head
 * @param hiddenSize width of the residual stream
 * @param intermediateSize inner width before division by {@code mlpDivRatio}
 * @param mlpDivRatio divides {@code intermediateSize}, for every feed-forward kind
 * @param layers decoder layers
 * @param heads query heads; {@code hiddenSize} must be a multiple
 * @param kvHeads key and value heads; {@code heads} must be a multiple
 * @param maxPositions longest sequence
 * @param initializerRange standard deviation of linear and embedding weights at the start
 * @param rmsNormEps added to the mean square inside the root
 * @param ropeTheta base of the rotary frequencies
 * @param tied whether the head shares the embedding's weights
 * @param feedForward {@code FFN_type}
 * @param mlp {@code mlp_type}
 * @param experts number of experts; 1 where {@code feedForward} is raw
 * @param slotsPerExpert slots per expert of softmoe_v2 and v3; 1 otherwise
 * @param bosId begin-of-sequence id, -1 where absent
 * @param eosId end-of-sequence id, -1 where absent
 */
public record ModelSpec(
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int mlpDivRatio,
        int layers,
        int heads,
        int kvHeads,
        int maxPositions,
        double initializerRange,
        double rmsNormEps,
        double ropeTheta,
        boolean tied,
        FeedForwardKind feedForward,
        MlpKind mlp,
        int experts,
        int slotsPerExpert,
        int bosId,
        int eosId) {

    public ModelSpec {
        positive("vocab_size", vocabSize);
        positive("hidden_size", hiddenSize);
        positive("intermediate_size", intermediateSize);
        positive("mlp_div_ratio", mlpDivRatio);
        positive("num_hidden_layers", layers);
        positive("num_attention_heads", heads);
        positive("num_key_value_heads", kvHeads);
        positive("max_position_embeddings", maxPositions);
        positive("n_experts", experts);
        positive("slots_per_expert", slotsPerExpert);
        if (hiddenSize % heads != 0) {
            throw new IllegalArgumentException(
                    "hidden_size " + hiddenSize + " must be a multiple of num_attention_heads " + heads);
        }
        if (hiddenSize / heads % 2 != 0) {
            throw new IllegalArgumentException("head size " + hiddenSize / heads
                    + " (hidden_size / num_attention_heads) must be even: rotary embedding turns pairs");
        }
        if (heads % kvHeads != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads " + heads + " must be a multiple of num_key_value_heads " + kvHeads);
        }
        if (intermediateSize / mlpDivRatio == 0) {
            throw new IllegalArgumentException("intermediate_size " + intermediateSize + " divided by mlp_div_ratio "
                    + mlpDivRatio + " leaves no inner width");
        }
    }

    private static void positive(String key, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(key + " is " + value + ", must be at least 1");
        }
    }

    /** The same model with so many layers and so large a vocabulary. */
    public ModelSpec withSize(int layers, int vocabSize) {
        return new ModelSpec(
                vocabSize,
                hiddenSize,
                intermediateSize,
                mlpDivRatio,
                layers,
                heads,
                kvHeads,
                maxPositions,
                initializerRange,
                rmsNormEps,
                ropeTheta,
                tied,
                feedForward,
                mlp,
                experts,
                slotsPerExpert,
                bosId,
                eosId);
    }

    /** Width of one attention head. */
    public int headSize() {
        return hiddenSize / heads;
    }

    /** Inner width of one expert. */
    public int innerSize() {
        return intermediateSize / mlpDivRatio;
    }
}
