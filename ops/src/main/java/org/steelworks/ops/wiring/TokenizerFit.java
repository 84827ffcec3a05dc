package org.steelworks.ops.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.data.shard.PackedWith;
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
     * @param packed what the indexes of all shards of the run say
     * @return digest of the recipe's tokenizer, or null where it names none
     * @throws InvalidShard naming the two that do not fit
     */
    static String check(RunSpec spec, List<PackedWith> packed) throws IOException {
        int vocabulary = spec.model().spec().vocabSize();
        String config = "model.config " + spec.model().config() + " has vocab_size " + vocabulary;
        for (PackedWith set : packed) {
            if (set.vocabularySize() > vocabulary) {
                throw new InvalidShard("the shards in " + set.folder() + " were packed with a tokenizer of "
                        + set.vocabularySize() + " ids, but " + config
                        + ": raise vocab_size, or pack with the model's tokenizer");
            }
        }
        checkSets(packed);
        return spec.model().tokenizer() == null
                ? null
                : checkTokenizer(Path.of(spec.model().tokenizer()), vocabulary, config, packed);
    }

    private static void checkSets(List<PackedWith> packed) throws InvalidShard {
        for (PackedWith set : packed) {
            PackedWith first = packed.get(0);
            if (!said(set).equals(said(first))) {
                throw new InvalidShard("the shards in " + set.folder() + " were packed with " + said(set)
                        + ", those in " + first.folder() + " with " + said(first)
                        + ": pack the sets of a run with the same tokenizer and block length");
            }
        }
    }

    private static String said(PackedWith set) {
        return "blocks of " + set.blockLength() + " tokens and a tokenizer of " + set.vocabularySize() + " ids (digest "
                + set.tokenizerDigest() + ")";
    }

    private static String checkTokenizer(Path folder, int vocabulary, String config, List<PackedWith> packed)
            throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(folder)) {
            if (tokenizer.largestId() >= vocabulary) {
                throw new InvalidShard("model.tokenizer " + folder + " gives ids up to " + tokenizer.largestId()
                        + ", but " + config + ": they do not belong together");
            }
            for (PackedWith set : packed) {
                if (!set.tokenizerDigest().equals(tokenizer.digest())) {
                    throw new InvalidShard("the shards in " + set.folder()
                            + " were packed with another tokenizer (digest "
                            + set.tokenizerDigest() + ") than model.tokenizer " + folder + " (digest "
                            + tokenizer.digest() + "): name the one they were packed with, or pack again");
                }
            }
            return tokenizer.digest();
        }
    }
}
