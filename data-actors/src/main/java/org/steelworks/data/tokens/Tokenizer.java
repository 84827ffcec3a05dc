package org.steelworks.data.tokens;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/**
 * Turns text into token ids and back, exactly as transformers does with the same files: no special tokens are added,
 * literal special strings inside a text become their ids, nothing is cut or padded.
 *
 * <p>Reads a folder with {@code tokenizer.json}, or with {@code vocab.json}, {@code merges.txt} and
 * {@code tokenizer_config.json}. Needs no network. Safe for any number of threads; they run side by side in the native
 * library. Owns native memory until {@link #close}.
 */
public final class Tokenizer implements AutoCloseable {
    private static final Map<String, String> PLAIN =
            Map.of("addSpecialTokens", "false", "truncation", "do_not_truncate", "padding", "do_not_pad");

    /** The library takes some 600 bytes a token while it encodes, so long texts go in pieces where that is exact. */
    private static final int PIECE_CHARS = 1 << 18;

    private final String name;
    private final TokenizerDefinition.Identity identity;
    private final HuggingFaceTokenizer library;
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();

    private Tokenizer(String name, TokenizerDefinition.Identity identity, HuggingFaceTokenizer library) {
        this.name = name;
        this.identity = identity;
        this.library = library;
    }

    /**
     * Reads the tokenizer of a folder.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such folder
     * @throws InvalidTokenizer when files are missing or wrong; the message names the file
     */
    public static Tokenizer open(Path folder) throws IOException {
        TokenizerDefinition definition = TokenizerDefinition.read(new TokenizerFolder(folder));
        stayOffline();
        try (ByteArrayInputStream json =
                new ByteArrayInputStream(definition.json().getBytes(StandardCharsets.UTF_8))) {
            return new Tokenizer(
                    folder.toString(), definition.identity(), HuggingFaceTokenizer.newInstance(json, PLAIN));
        } catch (RuntimeException e) {
            throw new InvalidTokenizer(
                    "tokenizer " + folder + ": the tokenizer library refuses its definition (" + e.getMessage() + ")",
                    e);
        }
    }

    /**
     * The ids of a text.
     *
     * @throws IllegalArgumentException when the text holds half of a surrogate pair, which no encoding can express
     */
    public int[] encode(String text) {
        int broken = unpairedSurrogate(text);
        if (broken >= 0) {
            throw new IllegalArgumentException(
                    "the text holds half of a surrogate pair at UTF-16 index " + broken + ": it is not valid Unicode");
        }
        List<String> pieces = identity.cuttable() ? LongText.pieces(text, PIECE_CHARS) : List.of(text);
        if (pieces.size() == 1) {
            return encodePiece(text);
        }
        IntStream.Builder ids = IntStream.builder();
        for (String piece : pieces) {
            for (int id : encodePiece(piece)) {
                ids.add(id);
            }
        }
        return ids.build().toArray();
    }

    private int[] encodePiece(String text) {
        life.readLock().lock();
        try {
            long encoding = TokenizersLibrary.LIB.encode(handle(), text, false);
            try {
                return narrow(TokenizersLibrary.LIB.getTokenIds(encoding));
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } finally {
            life.readLock().unlock();
        }
    }

    /** The ids of each text, in order. */
    public List<int[]> encodeAll(List<String> texts) {
        List<int[]> ids = new ArrayList<>(texts.size());
        for (String text : texts) {
            ids.add(encode(text));
        }
        return ids;
    }

    /**
     * The text of ids; bytes that are no UTF-8 become U+FFFD.
     *
     * @param skipSpecial leaves special tokens out
     */
    public String decode(int[] ids, boolean skipSpecial) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0) {
                throw new IllegalArgumentException("token id " + ids[i] + " at index " + i + " is negative");
            }
            wide[i] = ids[i];
        }
        life.readLock().lock();
        try {
            return TokenizersLibrary.LIB.decode(handle(), wide, skipSpecial);
        } finally {
            life.readLock().unlock();
        }
    }

    /** Ids with a meaning beside their text. */
    public SpecialTokens special() {
        return identity.special();
    }

    /** Distinct tokens, added ones included: what transformers calls the length of the tokenizer. */
    public int vocabularySize() {
        return identity.size();
    }

    /** The largest id that {@link #encode} can give; an embedding needs one row more. */
    public int largestId() {
        return identity.largestId();
    }

    /** SHA-256 over all that decides on ids and text: equal content gives equal digests wherever and however kept. */
    public String digest() {
        return identity.digest();
    }

    /** Index of the first UTF-16 unit that is half of a surrogate pair, or -1. */
    public static int unpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else {
                return i;
            }
        }
        return -1;
    }

    /** Frees the native memory once running calls are done; later calls fail. */
    @Override
    public void close() {
        life.writeLock().lock();
        try {
            library.close();
        } finally {
            life.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "tokenizer " + name;
    }

    private long handle() {
        return library.getHandle();
    }

    /** DJL fetches a CUDA build of the library where it sees a GPU, and reports its use; neither is wanted. */
    private static void stayOffline() {
        for (Map.Entry<String, String> entry : Map.of(
                        "RUST_FLAVOR", "cpu", "OPT_OUT_TRACKING", "true", "ai.djl.offline", "true")
                .entrySet()) {
            if (System.getProperty(entry.getKey()) == null) {
                System.setProperty(entry.getKey(), entry.getValue());
            }
        }
    }

    private static int[] narrow(long[] wide) {
        int[] ids = new int[wide.length];
        for (int i = 0; i < wide.length; i++) {
            ids[i] = Math.toIntExact(wide[i]);
        }
        return ids;
    }
}
