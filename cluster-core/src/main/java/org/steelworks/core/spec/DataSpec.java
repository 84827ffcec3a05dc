package org.steelworks.core.spec;

import java.util.List;

/**
 * What a training run reads.
 *
 * @param train shard sets with mixture weights
 * @param validation shard sets for validation, maybe empty
 * @param sequenceLength tokens a sequence feeds to the model; blocks are one longer
 * @param order in which blocks are trained
 */
public record DataSpec(List<ShardSource> train, List<ShardSource> validation, int sequenceLength, Order order) {
    /** A folder of shards and its share of the mixture. */
    public record ShardSource(String path, double weight) {}

    /** Sample orders ({@code data.order}). */
    public enum Order {
        PERMUTED("permuted"),
        SEQUENTIAL("sequential"),
        ORIGINAL("original");

        private final String key;

        Order(String key) {
            this.key = key;
        }

        /** The value in a recipe. */
        public String key() {
            return key;
        }
    }

    public DataSpec {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        if (sequenceLength < 1) {
            throw new IllegalArgumentException("data.sequence_length is " + sequenceLength + ", must be at least 1");
        }
    }

    /** Tokens of one block. */
    public int blockLength() {
        return sequenceLength + 1;
    }
}
