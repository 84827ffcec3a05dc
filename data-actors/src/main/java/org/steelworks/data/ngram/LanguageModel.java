package org.steelworks.data.ngram;

import java.io.IOException;
import java.nio.file.Path;
import org.steelworks.data.bytes.LargeBytes;

/**
 * An n-gram model with back-off, scored as KenLM scores it: the same n-grams, the same order of additions in 32-bit
 * floats. Immutable, safe for any thread. A binary file is mapped and must not change while it is in use; an ARPA file
 * is read into tables on the heap, once.
 */
public final class LanguageModel {
    private static final int UNKNOWN_MARK = 6;
    private static final int NOTHING_BEGINS_SO = Float.floatToRawIntBits(-0.0F);

    private final NGramTables tables;
    private final int begin;
    private final int end;

    private LanguageModel(NGramTables tables) {
        this.tables = tables;
        begin = tables.word(WordHash.of("<s>"));
        end = tables.word(WordHash.of("</s>"));
    }

    /**
     * Opens a model of order 2 or more.
     *
     * @param file in ARPA's form, or any binary form of KenLM's {@code build_binary}
     * @param mostMemory bytes of heap that an ARPA file may take
     * @throws InvalidLanguageModel if the file is none of these or damaged; the message begins with its path
     * @throws IOException if it cannot be read
     */
    public static LanguageModel open(Path file, long mostMemory) throws IOException {
        try {
            LargeBytes bytes = LargeBytes.map(file);
            if (BinaryHeader.begins(bytes)) {
                return new LanguageModel(binary(bytes));
            }
            if (bytes.size() > 1 && bytes.getByte(0) == 0x1F && bytes.getByte(1) == (byte) 0x8B) {
                throw new InvalidLanguageModel("it is compressed; unpack it with gunzip");
            }
            return new LanguageModel(ArpaLoader.load(file, mostMemory));
        } catch (InvalidLanguageModel e) {
            throw new InvalidLanguageModel(file + ": " + e.getMessage());
        }
    }

    private static NGramTables binary(LargeBytes bytes) throws InvalidLanguageModel {
        BinaryHeader header = BinaryHeader.read(bytes);
        NGramTables tables;
        long end;
        if (header.kind().isProbing()) {
            ProbingTables probing = ProbingTables.mapped(bytes, header);
            end = probing.end();
            tables = probing;
        } else {
            TrieTables trie = new TrieTables(bytes, header);
            end = trie.end();
            tables = trie;
        }
        // The words begin with the unknown one; another place means another layout than the head says.
        if (header.hasWords()
                && (end + UNKNOWN_MARK > bytes.size() || (bytes.getLong(end) & 0xFFFFFFFFFFFFL) != 0x003E6B6E753CL)) {
            throw new InvalidLanguageModel("its words are not where they should be; build it again");
        }
        return tables;
    }

    public int order() {
        return tables.order();
    }

    /**
     * The decimal logarithm of the sentence's probability, with its begin as context and its end included. Words are
     * separated by ASCII blanks; what follows a zero byte is not seen, as in KenLM's Python module.
     *
     * @param sentence UTF-8, the first {@code length} bytes count
     */
    public float score(byte[] sentence, int length) {
        Context context = new Context(tables.order());
        context.begin(begin);
        float sum = 0;
        for (int at = 0; at < length && sentence[at] != 0; ) {
            int start = at;
            while (at < length && sentence[at] != 0 && !isBlank(sentence[at])) {
                at++;
            }
            if (at > start) {
                sum += context.score(tables.word(WordHash.of(sentence, start, at)));
            } else {
                at++;
            }
        }
        return sum + context.score(end);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    /** The words before the next one, the last first, as far as they can matter, with their back-off weights. */
    private final class Context {
        private final NGramTables.Found found = new NGramTables.Found();
        private int[] words;
        private float[] backoffs;
        private int length;
        private int[] nextWords;
        private float[] nextBackoffs;

        Context(int order) {
            words = new int[order];
            backoffs = new float[order];
            nextWords = new int[order];
            nextBackoffs = new float[order];
        }

        void begin(int word) {
            tables.unigram(word, found);
            words[0] = word;
            backoffs[0] = found.backoff;
            length = 1;
        }

        /** The word's logarithm of probability; it then is the last word of the context. */
        float score(int word) {
            tables.unigram(word, found);
            int matched = 1;
            int useful = beginsLonger(found.backoff) ? 1 : 0;
            float probability = found.probability;
            nextBackoffs[0] = found.backoff;
            while (matched <= length && found.extendsLeft) {
                int before = words[matched - 1];
                if (matched + 1 == tables.order()) {
                    if (tables.longest(before, found)) {
                        probability = found.probability;
                        matched++;
                    }
                    break;
                }
                if (!tables.middle(matched + 1, before, found)) {
                    break;
                }
                probability = found.probability;
                nextBackoffs[matched++] = found.backoff;
                if (beginsLonger(found.backoff)) {
                    useful = matched;
                }
            }
            for (int i = matched - 1; i < length; i++) {
                probability += backoffs[i];
            }
            advance(word, useful);
            return probability;
        }

        private void advance(int word, int useful) {
            nextWords[0] = word;
            if (useful > 1) {
                System.arraycopy(words, 0, nextWords, 1, useful - 1);
            }
            int[] oldWords = words;
            float[] oldBackoffs = backoffs;
            words = nextWords;
            backoffs = nextBackoffs;
            nextWords = oldWords;
            nextBackoffs = oldBackoffs;
            length = useful;
        }
    }

    /** Whether a longer n-gram begins so: only then is the weight anything but minus zero. */
    private static boolean beginsLonger(float backoff) {
        return Float.floatToRawIntBits(backoff) != NOTHING_BEGINS_SO;
    }
}
