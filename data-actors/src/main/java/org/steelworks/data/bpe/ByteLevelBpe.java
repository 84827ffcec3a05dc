package org.steelworks.data.bpe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.agrona.collections.IntArrayList;

/**
 * A byte-level byte-pair encoder: gives the ids that Hugging Face tokenizers gives. Time is linear in a text, for a word
 * times the logarithm of its length. Safe for any number of threads; holds scratch memory for as many as call at once.
 */
public final class ByteLevelBpe {
    /** Ids are below this. */
    public static final int MAX_IDS = MergeTable.MAX_IDS;

    /** The most pairs that fit. */
    public static final int MAX_MERGES = MergeTable.MAX_MERGES;

    /** A larger list of ids is not kept for the next text. */
    private static final int KEPT_IDS = 1 << 16;

    /** Where a space is put in front of text that begins with none. */
    public enum PrefixSpace {
        NOWHERE,
        /** At the beginning, and behind each added token. */
        BEFORE_TEXT,
        /** Before every word. */
        BEFORE_WORD
    }

    /**
     * What happens to a text around the merging.
     *
     * @param composes whether text is brought into Unicode's composed form
     * @param wholeWords whether a word that is a token becomes that token without merging
     */
    public record Steps(boolean composes, WordSplit split, PrefixSpace prefixSpace, boolean wholeWords) {}

    private final Steps steps;
    private final BpeTables tables;
    private final AddedTokens asWritten;
    private final AddedTokens normalized;
    private final Map<Integer, AddedToken> addedById = new HashMap<>();
    private final TokenTexts texts;
    private final Queue<Run> idle = new ConcurrentLinkedQueue<>();

    /**
     * Prepares a tokenizer.
     *
     * @param vocabulary tokens of the model, each with an id of its own below {@link #MAX_IDS}, all bytes of text among them
     * @param merges at most {@link #MAX_MERGES}, all of them pairs
     * @param added in the order of the file; their texts are distinct
     * @throws IllegalArgumentException where a pair is not two tokens of the vocabulary which make a third
     */
    public ByteLevelBpe(Steps steps, Vocabulary vocabulary, MergeList merges, List<AddedToken> added) {
        this.steps = steps;
        tables = BpeTables.of(vocabulary, merges, steps.wholeWords());
        texts = new TokenTexts(vocabulary);
        asWritten = new AddedTokens(added.stream().filter(t -> !t.normalized()).toList(), false);
        normalized =
                new AddedTokens(added.stream().filter(AddedToken::normalized).toList(), steps.composes());
        added.forEach(token -> addedById.put(token.id(), token));
    }

    /** Whether each byte that text may hold has its token. */
    public static boolean holdsAllBytes(Vocabulary vocabulary) {
        for (int value = 0; value < 256; value++) {
            if (ByteAlphabet.isInText(value)
                    && vocabulary.id(Character.toString(ByteAlphabet.character((byte) value))) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The ids of a text in valid Unicode. */
    public int[] encode(String text) {
        Run known = idle.poll();
        Run run = known == null ? new Run() : known;
        int[] ids = run.encode(text.getBytes(StandardCharsets.UTF_8));
        idle.add(run);
        return ids;
    }

    /**
     * The text of ids. Ids that are none are passed over; bytes that are no UTF-8 become U+FFFD.
     *
     * @param skipSpecial leaves special tokens out
     */
    public String decode(int[] ids, boolean skipSpecial) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 * ids.length);
        for (int id : ids) {
            AddedToken token = addedById.get(id);
            if (token == null) {
                texts.append(id, bytes);
            } else if (!skipSpecial || !token.special()) {
                TokenTexts.append(token.content(), bytes);
            }
        }
        return Utf8.lossy(bytes.toByteArray(), bytes.size());
    }

    /** One text after the other. */
    private final class Run {
        private final WordEncoder words = new WordEncoder(tables);
        private IntArrayList ids = new IntArrayList();

        int[] encode(byte[] text) {
            asWritten.cut(text, 0, text.length, new AddedTokens.Pieces() {
                @Override
                public void text(byte[] piece, int from, int to) {
                    normalize(piece, from, to);
                }

                @Override
                public void token(int id) {
                    ids.addInt(id);
                }
            });
            int[] found = ids.toIntArray();
            ids.clear();
            if (ids.capacity() > KEPT_IDS) {
                ids = new IntArrayList();
            }
            return found;
        }

        private void normalize(byte[] text, int from, int to) {
            boolean changes = steps.composes() && CanonicalComposition.concerns(text, from, to);
            byte[] piece = changes ? CanonicalComposition.of(text, from, to) : text;
            normalized.cut(piece, changes ? 0 : from, changes ? piece.length : to, new AddedTokens.Pieces() {
                @Override
                public void text(byte[] plain, int start, int end) {
                    split(plain, start, end);
                }

                @Override
                public void token(int id) {
                    ids.addInt(id);
                }
            });
        }

        private void split(byte[] text, int from, int to) {
            if (steps.prefixSpace() == PrefixSpace.BEFORE_TEXT && text[from] != ' ') {
                words(spaced(text, from, to), 0, to - from + 1);
            } else {
                words(text, from, to);
            }
        }

        private void words(byte[] text, int from, int to) {
            WordSplit split = steps.split();
            boolean prefix = steps.prefixSpace() == PrefixSpace.BEFORE_WORD;
            for (int at = from; at < to; ) {
                int end = split.end(text, at, to);
                if (prefix && text[at] != ' ') {
                    words.encode(spaced(text, at, end), 0, end - at + 1, ids);
                } else {
                    words.encode(text, at, end, ids);
                }
                at = end;
            }
        }

        private byte[] spaced(byte[] text, int from, int to) {
            byte[] spaced = new byte[to - from + 1];
            spaced[0] = ' ';
            System.arraycopy(text, from, spaced, 1, to - from);
            return spaced;
        }
    }
}
