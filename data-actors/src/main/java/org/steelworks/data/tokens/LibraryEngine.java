package org.steelworks.data.tokens;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Hugging Face's native library, by way of DJL: knows every kind of tokenizer. Owns native memory until closed. */
final class LibraryEngine implements TokenEngine {
    private static final Map<String, String> PLAIN =
            Map.of("addSpecialTokens", "false", "truncation", "do_not_truncate", "padding", "do_not_pad");

    private final HuggingFaceTokenizer library;
    private final ReentrantReadWriteLock life = new ReentrantReadWriteLock();

    private LibraryEngine(HuggingFaceTokenizer library) {
        this.library = library;
    }

    /**
     * Loads a tokenizer into the library.
     *
     * @param json a whole {@code tokenizer.json}
     * @param name of the tokenizer, for messages
     * @throws InvalidTokenizer when the library refuses it
     */
    static LibraryEngine load(String json, String name) throws IOException {
        stayOffline();
        try (ByteArrayInputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
            return new LibraryEngine(HuggingFaceTokenizer.newInstance(in, PLAIN));
        } catch (RuntimeException e) {
            throw new InvalidTokenizer(
                    "tokenizer " + name + ": the tokenizer library refuses its definition (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public int[] encode(String text) {
        life.readLock().lock();
        try {
            long encoding = TokenizersLibrary.LIB.encode(library.getHandle(), text, false);
            try {
                return narrow(TokenizersLibrary.LIB.getTokenIds(encoding));
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public String decode(int[] ids, boolean skipSpecial) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            wide[i] = ids[i];
        }
        life.readLock().lock();
        try {
            return TokenizersLibrary.LIB.decode(library.getHandle(), wide, skipSpecial);
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public void close() {
        life.writeLock().lock();
        try {
            library.close();
        } finally {
            life.writeLock().unlock();
        }
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
