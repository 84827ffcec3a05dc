package org.steelworks.data.bpe;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import org.steelworks.data.Goldens;
import org.steelworks.data.tokens.Definitions;

/** What Hugging Face's library makes of a text before it merges pairs: its bytes after normalization, and their words. */
final class SplitLibrary implements AutoCloseable {
    private final HuggingFaceTokenizer library;

    SplitLibrary(WordSplit split, boolean composes) throws IOException {
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        ObjectNode definition = Definitions.tiny(split);
        definition.putArray("added_tokens");
        ((ObjectNode) definition.path("model")).putArray("merges");
        if (!composes) {
            definition.putNull("normalizer");
        }
        try (ByteArrayInputStream json = new ByteArrayInputStream(Goldens.JSON.writeValueAsBytes(definition))) {
            library = HuggingFaceTokenizer.newInstance(
                    json,
                    Map.of("addSpecialTokens", "false", "truncation", "do_not_truncate", "padding", "do_not_pad"));
        }
    }

    /**
     * The words of a text.
     *
     * @param bytes takes the normalized text
     * @return number of the word of each byte
     */
    long[] words(String text, java.util.function.Consumer<byte[]> bytes) {
        long encoding = TokenizersLibrary.LIB.encode(library.getHandle(), text, false);
        try {
            long[] ids = TokenizersLibrary.LIB.getTokenIds(encoding);
            byte[] normalized = new byte[ids.length];
            for (int i = 0; i < ids.length; i++) {
                normalized[i] = (byte) ids[i];
            }
            bytes.accept(normalized);
            return TokenizersLibrary.LIB.getWordIds(encoding);
        } finally {
            TokenizersLibrary.LIB.deleteEncoding(encoding);
        }
    }

    @Override
    public void close() {
        library.close();
    }
}
