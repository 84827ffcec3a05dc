package org.steelworks.data.tokens;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.data.bpe.ByteLevelBpe;

/**
 * Turns text into token ids and back, exactly as transformers does with the same files: no special tokens are added,
 * literal special strings inside a text become their ids, nothing is cut or padded.
 *
 * <p>Reads a folder with {@code tokenizer.json}, or with {@code vocab.json}, {@code merges.txt} and
 * {@code tokenizer_config.json}. Needs no network. Safe for any number of threads, which run side by side. Which of two
 * engines works is decided by the files alone ({@link #engine}); one of them owns native memory until {@link #close}.
 */
public final class Tokenizer implements AutoCloseable {
    private final String name;
    private final TokenizerIdentity identity;
    private final TokenEngine engine;
    private final String reason;

    private Tokenizer(String name, TokenizerIdentity identity, TokenEngine engine, String reason) {
        this.name = name;
        this.identity = identity;
        this.engine = engine;
        this.reason = reason;
    }

    /**
     * Reads the tokenizer of a folder.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such folder
     * @throws InvalidTokenizer when files are missing or wrong; the message names the file
     */
    public static Tokenizer open(Path path) throws IOException {
        TokenizerFolder folder = new TokenizerFolder(path);
        TokenizerDefinition definition = DefinitionReader.read(folder);
        TokenizerIdentity identity = TokenizerIdentity.of(folder, definition);
        EngineRule.Decision decision =
                EngineRule.decide(definition.frame(), definition.vocabulary(), definition.merges());
        return new Tokenizer(path.toString(), identity, engine(folder, definition, decision), decision.reason());
    }

    private static TokenEngine engine(
            TokenizerFolder folder, TokenizerDefinition definition, EngineRule.Decision decision) throws IOException {
        if (decision instanceof EngineRule.ByteLevel known) {
            try {
                ByteLevelBpe encoder =
                        new ByteLevelBpe(known.steps(), definition.vocabulary(), definition.merges(), known.added());
                return new ByteLevelEngine(encoder, folder.toString());
            } catch (IllegalArgumentException e) {
                throw new InvalidTokenizer(
                        "tokenizer " + folder + ": " + e.getMessage() + "; copy the files again from where they come",
                        e);
            }
        }
        if (folder.has(TokenizerFolder.WHOLE)) {
            return LibraryEngine.load(folder.text(TokenizerFolder.WHOLE), folder.toString());
        }
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        definition.write(definition.frame(), json);
        return LibraryEngine.load(json.toString(StandardCharsets.UTF_8), folder.toString());
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
        return engine.encode(text);
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
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0) {
                throw new IllegalArgumentException("token id " + ids[i] + " at index " + i + " is negative");
            }
        }
        return engine.decode(ids, skipSpecial);
    }

    /** Which engine works and why, as a sentence. */
    public String engine() {
        return reason;
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

    /** Frees what the engine owns once running calls are done; later calls fail. */
    @Override
    public void close() {
        engine.close();
    }

    @Override
    public String toString() {
        return "tokenizer " + name;
    }
}
