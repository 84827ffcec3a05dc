package org.steelworks.data.shard;

import java.nio.file.Path;
import java.util.List;

/**
 * What to pack, and how.
 *
 * @param inputs files and folders of jsonl text, plain, {@code .gz} or {@code .zst}; folders are read with all below them
 * @param tokenizer folder of the tokenizer
 * @param out folder for the shards; must not hold shards already
 * @param blockLength tokens of a block, the one that is only a target included (2049 for sequences of 2048)
 * @param blocksPerShard blocks of every shard; {@link #FIT} chooses {@value #FIT_BLOCKS}, and just as many as needed
 *     where all text fits one shard (the original's {@value #ORIGINAL_BLOCKS} under its rules)
 * @param rules how rows become documents and what becomes of bad ones
 * @param parallelism threads that encode text; does not change the result
 */
public record PackSpec(
        List<Path> inputs,
        Path tokenizer,
        Path out,
        int blockLength,
        int blocksPerShard,
        PackRules rules,
        int parallelism) {
    /** Lets the text decide on the length of shards. */
    public static final int FIT = 0;

    static final int FIT_BLOCKS = 16_384;
    static final int ORIGINAL_BLOCKS = 204_800;

    public PackSpec {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("nothing to pack: name at least one jsonl file or folder with --in");
        }
        if (blockLength < 2) {
            throw new IllegalArgumentException("--block " + blockLength
                    + ": a block has at least 2 tokens, one to predict from and one to predict");
        }
        if (blocksPerShard < 0) {
            throw new IllegalArgumentException(
                    "--blocks-per-shard " + blocksPerShard + ": a shard has at least one block");
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException("at least one thread encodes, got " + parallelism);
        }
    }

    /** Tokens of a full shard. */
    long shardTokens() {
        int chosen = rules instanceof PackRules.Original ? ORIGINAL_BLOCKS : FIT_BLOCKS;
        return (long) blockLength * (blocksPerShard == FIT ? chosen : blocksPerShard);
    }

    /** Whether text that fits one shard gets a shard that is just long enough. */
    boolean cutsSingleShard() {
        return blocksPerShard == FIT && rules instanceof PackRules.Corrected;
    }
}
