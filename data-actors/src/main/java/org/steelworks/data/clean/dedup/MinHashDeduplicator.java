package org.steelworks.data.clean.dedup;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.clean.Likeness;
import org.steelworks.data.clean.WordSplit;

/**
 * Drops documents that share a band of MinHash values (Broder 1997) with an earlier one. A text too short for a shingle is
 * its own only shingle; Data-Juicer fails on it.
 *
 * @param tokens {@code space}, {@code punctuation}, {@code character}, or {@link #PIECES}
 * @param pieces what finds the tokens in the last case, else null
 * @param window tokens of a shingle, at least 1
 * @param bands how many permutations in what bands
 */
public record MinHashDeduplicator(
        String tokens, WordSplit pieces, int window, Comparison comparison, MinHashBands bands)
        implements Deduplicator {
    public static final String NAME = "document_minhash_deduplicator";

    /** Tokens are the pieces of a SentencePiece model. */
    public static final String PIECES = "sentencepiece";

    public MinHashDeduplicator {
        if (tokens.equals(PIECES) != (pieces != null)) {
            throw new IllegalArgumentException(
                    "tokenization " + PIECES + " and a model belong together; name both or" + " neither");
        }
        if (pieces == null) {
            Shingles.Tokens.of(tokens);
        }
        if (window < 1) {
            throw new IllegalArgumentException(
                    "window_size " + window + " is below 1: a shingle has at least one token");
        }
    }

    /** Without a model. */
    public MinHashDeduplicator(String tokens, int window, Comparison comparison, MinHashBands bands) {
        this(tokens, null, window, comparison, bands);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int signatureLongs() {
        return 2 * bands.count();
    }

    @Override
    public long[] signature(String text) {
        String compared = comparison.of(text);
        Minima minima = new Minima(bands);
        Shingles shingles =
                pieces == null ? Shingles.of(compared, Shingles.Tokens.of(tokens)) : Shingles.of(compared, pieces);
        shingles.each(window, minima);
        if (minima.shingles == 0) {
            shingles.whole(minima);
        }
        return minima.signature();
    }

    @Override
    public Likeness likeness() {
        return new Likeness.AnyPairEqual();
    }

    /** The least value of each permutation. */
    private static final class Minima implements Shingles.Sink {
        private final MessageDigest sha1 = Digests.sha1();
        private final MinHashBands bands;
        private final long[] least;
        private int shingles;

        Minima(MinHashBands bands) {
            this.bands = bands;
            least = new long[bands.permutations()];
            Arrays.fill(least, Long.MAX_VALUE);
        }

        @Override
        public void accept(byte[] utf8, int from, int to) {
            sha1.update(utf8, from, to - from);
            long hash = Integer.toUnsignedLong(
                    Integer.reverseBytes(ByteBuffer.wrap(sha1.digest()).getInt()));
            for (int i = 0; i < least.length; i++) {
                least[i] = Math.min(least[i], bands.permuted(i, hash));
            }
            shingles++;
        }

        long[] signature() {
            long[] signature = new long[2 * bands.count()];
            MessageDigest md5 = Digests.md5();
            ByteBuffer band = ByteBuffer.allocate(Integer.BYTES * bands.rows());
            for (int b = 0; b < bands.count(); b++) {
                band.clear();
                for (int row = 0; row < bands.rows(); row++) {
                    band.putInt((int) least[b * bands.rows() + row]);
                }
                System.arraycopy(Digests.longs(md5.digest(band.array())), 0, signature, 2 * b, 2);
            }
            return signature;
        }
    }
}
