package org.steelworks.data.shard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the index of a folder says of how its shards were packed.
 *
 * @param folder where it lies, for messages
 * @param blockLength tokens of a block
 * @param vocabularySize ids of the tokenizer
 * @param tokenizerDigest of that tokenizer
 */
public record PackedWith(String folder, int blockLength, int vocabularySize, String tokenizerDigest) {

    /** Of those of the paths that have an index, in order: folders, or files beside which one lies. */
    public static List<PackedWith> of(List<Path> paths) throws IOException {
        List<PackedWith> found = new ArrayList<>();
        for (Path path : paths) {
            Path folder = Files.isRegularFile(path) ? path.toAbsolutePath().getParent() : path;
            if (Files.exists(folder.resolve(ShardIndex.FILE))) {
                ShardIndex index = ShardIndex.read(folder);
                found.add(new PackedWith(
                        folder.toString(), index.blockLength(), index.vocabularySize(), index.tokenizerDigest()));
            }
        }
        return found;
    }
}
