package org.steelworks.data.clean.recipe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.steelworks.data.tokens.Tokenizer;

/** Counts tokens with the tokenizer of pythia-6.9b-deduped, which comes with the program. Safe for any thread. */
final class PythiaTokens {
    private static final String RESOURCE = "/tokenizers/pythia/tokenizer.json.gz";

    private PythiaTokens() {}

    /** Tokens of the text, none added; an unpaired surrogate counts as a question mark. */
    static int count(String text) {
        return Loaded.TOKENIZER.encode(paired(text)).length;
    }

    private static String paired(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
                    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
                }
                i++;
            }
        }
        return text;
    }

    /** Read when first needed, kept for the life of the process. */
    private static final class Loaded {
        static final Tokenizer TOKENIZER = load();

        private static Tokenizer load() {
            try (InputStream packed = PythiaTokens.class.getResourceAsStream(RESOURCE)) {
                if (packed == null) {
                    throw new IllegalStateException("resource " + RESOURCE + " is not on the class path: build again");
                }
                Path folder = Files.createTempDirectory("pythia-tokenizer-");
                Path file = folder.resolve("tokenizer.json");
                try {
                    Files.copy(new GZIPInputStream(packed), file);
                    return Tokenizer.open(folder);
                } finally {
                    Files.deleteIfExists(file);
                    Files.deleteIfExists(folder);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the tokenizer of resource " + RESOURCE + " cannot be read", e);
            }
        }
    }
}
