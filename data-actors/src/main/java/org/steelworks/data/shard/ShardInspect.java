package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.pack.ShardHeader;
import org.steelworks.data.tokens.Tokenizer;

/** Looks into one shard: its header, its identity and the first blocks as ids and text. */
public final class ShardInspect {

    /**
     * What was found.
     *
     * @param originalIdentity the MD5 by which the original loader orders files
     * @param blocks in the file, those of padding included
     * @param shown the blocks that were asked for
     */
    public record Report(
            Path file,
            long bytes,
            ShardHeader header,
            String sha256,
            String originalIdentity,
            int blockLength,
            long blocks,
            List<Block> shown) {}

    /**
     * One block.
     *
     * @param text decoded, special tokens as their literal text
     */
    public record Block(long number, int[] ids, String text) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Block that
                    && number == that.number
                    && Arrays.equals(ids, that.ids)
                    && text.equals(that.text);
        }

        @Override
        public int hashCode() {
            return 31 * Long.hashCode(number) + Arrays.hashCode(ids);
        }
    }

    private ShardInspect() {}

    /** Block length that the index beside a shard names. */
    public static int blockLengthBeside(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isRegularFile(folder.resolve(ShardIndex.FILE))) {
            throw new InvalidShard(file + ": there is no " + ShardIndex.FILE + " beside it that tells the block length;"
                    + " give it with --block (2049 for sequences of 2048)");
        }
        return ShardIndex.read(folder).blockLength();
    }

    /** The tokenizer folder that a packing leaves beside its shards; it may not exist. */
    public static Path tokenizerBeside(Path file) {
        return file.toAbsolutePath().getParent().resolve(ShardFolder.TOKENIZER);
    }

    /**
     * Looks into {@code file}.
     *
     * @param tokenizer decodes the blocks
     * @param first number of the first block to show
     * @param count how many blocks to show at most
     */
    public static Report inspect(Path file, int blockLength, Tokenizer tokenizer, long first, int count)
            throws IOException {
        try (MappedShard shard = MappedShard.open(file, blockLength)) {
            List<Block> shown = new ArrayList<>();
            for (long block = first; block < Math.min(shard.blocks(), first + count); block++) {
                int[] ids = new int[blockLength];
                shard.read(block, ids, 0);
                shown.add(new Block(block, ids, tokenizer.decode(ids, false)));
            }
            return new Report(
                    file,
                    Files.size(file),
                    shard.header(),
                    FileDigest.sha256(file),
                    FileDigest.originalIdentity(file),
                    blockLength,
                    shard.blocks(),
                    shown);
        }
    }
}
