package org.steelworks.data.ngram;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steelworks.data.bytes.LargeBytes;

/**
 * Fills {@link ProbingTables} from an ARPA file, with the content that KenLM's probing models have: back-off weights of
 * zero are negative where no longer n-gram begins so, and an n-gram whose ending is missing gets it with the
 * probability that backing off gives.
 */
final class ArpaLoader {
    private static final float MULTIPLIER = 1.5F;
    /** Decimal logarithm for unknown words where the model has none of its own, as in KenLM. */
    private static final float UNKNOWN_MISSING = -100;

    private static final float NOTHING_BEGINS_SO = -0.0F;
    private static final int SIGN = 1 << 31;
    private static final Pattern COUNT = Pattern.compile("ngram (\\d{1,9})=\\s*(\\d{1,17})\\s*");

    private final ArpaFile file;
    private final long[] counts;
    private final ProbingTables tables;
    private final long[] entries;
    private int words = 1;
    private boolean sawUnknown;

    private ArpaLoader(ArpaFile file, long[] counts, LargeBytes memory) {
        this.file = file;
        this.counts = counts;
        tables = ProbingTables.empty(memory, counts, MULTIPLIER);
        entries = new long[tables.tables.length];
    }

    /** @param mostMemory bytes that the tables may take */
    static ProbingTables load(Path path, long mostMemory) throws IOException {
        try (ArpaFile file = new ArpaFile(path)) {
            long[] counts = counts(file);
            long size = ProbingTables.size(counts, MULTIPLIER);
            if (size > mostMemory) {
                throw new InvalidLanguageModel("its tables take " + (size >> 20) + " MiB, and " + (mostMemory >> 20)
                        + " MiB of heap are free for them; run KenLM's build_binary on it and name the result, which"
                        + " is mapped and takes no heap, or give more with -Xmx");
            }
            return new ArpaLoader(file, counts, LargeBytes.allocate(size)).fill();
        }
    }

    private static long[] counts(ArpaFile file) throws IOException {
        do {
            file.next();
        } while (file.text().startsWith("#"));
        if (!file.text().equals("\\data\\")) {
            String text = file.text();
            throw file.fault("expected \\data\\, with which an ARPA file begins, found \""
                    + text.substring(0, Math.min(40, text.length())) + "\"");
        }
        List<Long> counts = new ArrayList<>();
        while (file.nextOfBlock()) {
            Matcher count = COUNT.matcher(file.text());
            if (!count.matches() || Long.parseLong(count.group(1)) != counts.size() + 1) {
                throw file.fault(
                        "expected \"ngram " + (counts.size() + 1) + "=\" and a number, found \"" + file.text() + "\"");
            }
            counts.add(Long.parseLong(count.group(2)));
        }
        if (counts.size() < 2 || counts.get(0) >= Integer.MAX_VALUE) {
            throw file.fault("the model has n-grams up to length " + counts.size() + " and " + counts.get(0)
                    + " words; it needs two lengths and fewer than " + Integer.MAX_VALUE + " words");
        }
        return counts.stream().mapToLong(Long::longValue).toArray();
    }

    private ProbingTables fill() throws IOException {
        expect("\\1-grams:");
        for (long i = 0; i < counts[0]; i++) {
            readUnigram();
        }
        tables.bytes.putInt(tables.start + 4, words);
        for (String mark : List.of("<s>", "</s>")) {
            if (tables.word(WordHash.of(mark)) == 0) {
                throw file.fault("the model has no word " + mark + ", so sentences have no probability; write it with"
                        + " sentence marks");
            }
        }
        if (!sawUnknown) {
            putWeights(tables.unigram(0), UNKNOWN_MISSING, 0.0F);
        }
        for (int length = 2; length <= counts.length; length++) {
            expect("\\" + length + "-grams:");
            for (long i = 0; i < counts[length - 1]; i++) {
                readNGram(length);
            }
        }
        expect("\\end\\");
        return tables;
    }

    private void expect(String header) throws IOException {
        file.next();
        if (!file.text().equals(header)) {
            throw file.fault(
                    "expected " + header + ", found \"" + file.text() + "\"; the counts at the beginning do not fit");
        }
    }

    private void readUnigram() throws IOException {
        float probability = probability();
        long hash = file.word();
        float backoff = backoff();
        int word = 0;
        if (WordHash.isUnknown(hash)) {
            sawUnknown = true;
        } else {
            word = words++;
            tables.bytes.putInt(tables.vocabulary.insert(hash, word - 1L), word);
        }
        putWeights(tables.unigram(word), probability, backoff);
    }

    private void readNGram(int length) throws IOException {
        boolean longest = length == counts.length;
        float probability = probability();
        int[] lastToFirst = new int[length];
        for (int i = length - 1; i >= 0; i--) {
            long hash = file.word();
            lastToFirst[i] = tables.word(hash);
            if (lastToFirst[i] == 0 && !WordHash.isUnknown(hash)) {
                throw file.fault("word \"" + file.field() + "\" is not among the 1-grams, which must have all words");
            }
        }
        float backoff = backoff();
        if (longest && backoff != 0) {
            throw file.fault("one of the longest n-grams has a back-off weight, " + backoff);
        }
        long[] keys = keys(lastToFirst, 0, length);
        long at = tables.tables[length - 2].insert(keys[length - 2], entries[length - 2]++);
        tables.bytes.putInt(at, Float.floatToRawIntBits(probability) | SIGN);
        if (!longest) {
            tables.bytes.putFloat(at + Float.BYTES, backoff);
        }
        markEnding(lastToFirst, keys);
        markBeginning(lastToFirst);
    }

    private float probability() throws IOException {
        file.next();
        file.nextField();
        float probability = file.number();
        if (probability > 0) {
            throw file.fault("the logarithm of a probability is above zero, " + probability);
        }
        return probability;
    }

    private float backoff() throws IOException {
        if (!file.nextField()) {
            return NOTHING_BEGINS_SO;
        }
        float backoff = file.number();
        if (Float.isInfinite(backoff) || file.nextField()) {
            throw file.fault("expected a back-off weight and nothing behind it in \"" + file.text() + "\"");
        }
        return backoff == 0 ? NOTHING_BEGINS_SO : backoff;
    }

    /** Keys of the n-grams of the words from {@code from} on, by their length minus two. */
    private static long[] keys(int[] lastToFirst, int from, int to) {
        long[] keys = new long[to - from - 1];
        long key = lastToFirst[from];
        for (int i = from + 1; i < to; i++) {
            key = ProbingTables.key(key, lastToFirst[i]);
            keys[i - from - 1] = key;
        }
        return keys;
    }

    /** Says of the n-gram without its first word that a longer one ends so; makes it where it is missing. */
    private void markEnding(int[] lastToFirst, long[] keys) throws InvalidLanguageModel {
        int known = lastToFirst.length - 1;
        while (known > 1 && tables.tables[known - 2].find(keys[known - 2]) == HashTable.ABSENT) {
            known--;
        }
        long at = known == 1 ? tables.unigram(lastToFirst[0]) : tables.tables[known - 2].find(keys[known - 2]);
        float probability = -Math.abs(tables.bytes.getFloat(at));
        markExtended(at);
        long[] contexts = keys(lastToFirst, 1, lastToFirst.length);
        for (int length = known + 1; length < lastToFirst.length; length++) {
            long context =
                    length == 2 ? tables.unigram(lastToFirst[1]) : tables.tables[length - 3].find(contexts[length - 3]);
            if (context != HashTable.ABSENT) {
                probability += markBegins(context + Float.BYTES);
            }
            long made = tables.tables[length - 2].insert(keys[length - 2], entries[length - 2]++);
            putWeights(made, probability, NOTHING_BEGINS_SO);
            markExtended(made);
        }
    }

    private void markExtended(long at) {
        tables.bytes.putInt(at, tables.bytes.getInt(at) & ~SIGN);
    }

    /** Says of the n-gram without its last word that a longer one begins so. */
    private void markBeginning(int[] lastToFirst) throws InvalidLanguageModel {
        int length = lastToFirst.length - 1;
        long at = length == 1
                ? tables.unigram(lastToFirst[1])
                : tables.tables[length - 2].find(keys(lastToFirst, 1, length + 1)[length - 2]);
        if (at == HashTable.ABSENT) {
            throw file.fault("the beginning of \"" + file.text() + "\" is not among the " + length + "-grams");
        }
        markBegins(at + Float.BYTES);
    }

    /** Makes a weight of zero positive. */
    private float markBegins(long at) {
        float backoff = tables.bytes.getFloat(at);
        if (backoff == 0) {
            backoff = 0.0F;
            tables.bytes.putFloat(at, backoff);
        }
        return backoff;
    }

    private void putWeights(long at, float probability, float backoff) {
        tables.bytes.putFloat(at, probability);
        tables.bytes.putFloat(at + Float.BYTES, backoff);
    }
}
