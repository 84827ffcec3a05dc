package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.spec.DataSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.ShardIndex;
import org.steelworks.data.tokens.Tokenizer;

/**
 * Whether model, tokenizer and shard sets of a recipe mean the same by a token id. Sets without an index do not say what
 * packed them and are not compared.
 */
final class TokenizerFit {
    private TokenizerFit() {}

    /**
     * Compares them.
     *
     * @param added files and folders of shards that were added to the run
     * @return digest of the recipe's tokenizer, or null where it names none
     * @throws InvalidShard naming the two that do not fit
     */
    static String check(RunSpec spec, List<Path> added) throws IOException {
        Map<Path, ShardIndex> indexes = new LinkedHashMap<>();
        List<DataSpec.ShardSource> sources = new ArrayList<>(spec.data().train());
        sources.addAll(spec.data().validation());
        List<Path> folders = new ArrayList<>();
        sources.forEach(source -> folders.add(Path.of(source.path())));
        for (Path path : added) {
            folders.add(Files.isRegularFile(path) ? path.toAbsolutePath().getParent() : path);
        }
        for (Path folder : folders) {
            if (Files.exists(folder.resolve(ShardIndex.FILE))) {
                indexes.put(folder, ShardIndex.read(folder));
            }
        }
        int vocabulary = spec.model().spec().vocabSize();
        String config = "model.config " + spec.model().config() + " has vocab_size " + vocabulary;
        for (Map.Entry<Path, ShardIndex> set : indexes.entrySet()) {
            if (set.getValue().vocabularySize() > vocabulary) {
                throw new InvalidShard("the shards in " + set.getKey() + " were packed with a tokenizer of "
                        + set.getValue().vocabularySize() + " ids, but " + config
                        + ": raise vocab_size, or pack with the model's tokenizer");
            }
        }
        checkSets(indexes);
        return spec.model().tokenizer() == null
                ? null
                : checkTokenizer(Path.of(spec.model().tokenizer()), vocabulary, config, indexes);
    }

    private static void checkSets(Map<Path, ShardIndex> indexes) throws InvalidShard {
        Map.Entry<Path, ShardIndex> first = null;
        for (Map.Entry<Path, ShardIndex> set : indexes.entrySet()) {
            if (first == null) {
                first = set;
            }
            String mine = packedWith(set.getValue());
            String others = packedWith(first.getValue());
            if (!mine.equals(others)) {
                throw new InvalidShard("the shards in " + set.getKey() + " were packed with " + mine
                        + ", those in " + first.getKey() + " with " + others
                        + ": pack the sets of a run with the same tokenizer and block length");
            }
        }
    }

    private static String packedWith(ShardIndex index) {
        return "blocks of " + index.blockLength() + " tokens and a tokenizer of " + index.vocabularySize()
                + " ids (digest " + index.tokenizerDigest() + ")";
    }

    private static String checkTokenizer(Path folder, int vocabulary, String config, Map<Path, ShardIndex> indexes)
            throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            if (tokenizer.largestId() >= vocabulary) {
                throw new InvalidShard("model.tokenizer " + folder + " gives ids up to " + tokenizer.largestId()
                        + ", but " + config + ": they do not belong together");
            }
            for (Map.Entry<Path, ShardIndex> set : indexes.entrySet()) {
                if (!set.getValue().tokenizerDigest().equals(tokenizer.digest())) {
                    throw new InvalidShard("the shards in " + set.getKey()
                            + " were packed with another tokenizer (digest "
                            + set.getValue().tokenizerDigest() + ") than model.tokenizer " + folder + " (digest "
                            + tokenizer.digest() + "): name the one they were packed with, or pack again");
                }
            }
            return tokenizer.digest();
        }
    }
}
