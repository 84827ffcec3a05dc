package org.steelworks.data.shard;

/** How rows become documents, in which order, and what becomes of bad ones and of the remainder. */
public sealed interface PackRules {

    /** Where a row keeps its text. */
    FieldRule fields();

    /**
     * Nothing is lost: files in sorted order, the tokenizer's eos behind each document, bad rows quarantined and the
     * rest of their file used, the remainder written once.
     */
    record Corrected(FieldRule fields) implements PackRules {}

    /**
     * As the original does it: files shuffled by Python's generator with seed 666 and dealt to processes, rows encoded
     * in groups, a process that meets a malformed row abandons its group and its remaining files.
     *
     * @param set names the shards and the fields
     * @param processes at most; the original ran 64
     * @param groupRows rows that are encoded together; only matters where a process stops. The original: 10,000
     */
    record Original(SourceSet set, int processes, int groupRows) implements PackRules {
        /** What the original appends to each document, whatever the tokenizer. */
        static final String DOCUMENT_END = "<|im_end|>";

        static final long FILE_ORDER_SEED = 666;

        public Original {
            if (processes < 1 || groupRows < 1) {
                throw new IllegalArgumentException(
                        "processes and rows of a group are at least 1, got " + processes + " and " + groupRows);
            }
        }

        @Override
        public FieldRule fields() {
            return set.fields();
        }
    }
}
