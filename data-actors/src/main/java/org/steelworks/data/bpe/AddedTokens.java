package org.steelworks.data.bpe;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Int2IntHashMap;

/**
 * Finds added tokens: the leftmost first, of those the longest. What a token strips, and that a refused match still
 * hides what begins inside it, is as in Hugging Face's library. Immutable, safe for any thread.
 */
final class AddedTokens {
    private static final int ROOT = 0;
    private static final int NONE = -1;

    /** Takes a text piece by piece. */
    interface Pieces {
        void text(byte[] text, int from, int to);

        void token(int id);
    }

    private final List<AddedToken> tokens = new ArrayList<>();
    private final boolean[] begins = new boolean[256];
    /** A trie: 256 times a node plus a byte leads to the next node. */
    private final Int2IntHashMap children = new Int2IntHashMap(NONE);
    /** The token that ends at a node. */
    private final Int2IntHashMap ends = new Int2IntHashMap(NONE);

    private int nodes = 1;

    /** @param inNormalized whether the tokens' normalized form is looked for */
    AddedTokens(List<AddedToken> tokens, boolean inNormalized) {
        for (AddedToken token : tokens) {
            byte[] content = token.content().getBytes(StandardCharsets.UTF_8);
            add(token, inNormalized ? CanonicalComposition.of(content, 0, content.length) : content);
        }
    }

    private void add(AddedToken token, byte[] content) {
        begins[content[0] & 0xFF] = true;
        int node = ROOT;
        for (byte next : content) {
            int edge = edge(node, next);
            node = children.get(edge);
            if (node == NONE) {
                node = nodes++;
                children.put(edge, node);
            }
        }
        if (!ends.containsKey(node)) {
            ends.put(node, tokens.size());
            tokens.add(token);
        }
    }

    private static int edge(int node, byte next) {
        return node << 8 | next & 0xFF;
    }

    /** Hands over the text between two places, cut at the tokens in it. */
    void cut(byte[] text, int from, int to, Pieces pieces) {
        int done = from;
        int at = tokens.isEmpty() ? to : from;
        while (at < to) {
            if (!begins[text[at] & 0xFF]) {
                at++;
                continue;
            }
            long match = longest(text, at, to);
            if (match < 0) {
                at++;
                continue;
            }
            AddedToken token = tokens.get((int) (match >>> Integer.SIZE));
            int start = at;
            int stop = (int) match;
            at = stop;
            if (token.singleWord() && (endsWithWord(text, from, start) || beginsWithWord(text, stop, to))) {
                continue;
            }
            if (token.leftStrip()) {
                start = Math.max(spaceBefore(text, from, start), done);
            }
            if (token.rightStrip()) {
                stop = spaceBehind(text, stop, to);
            }
            if (done < start) {
                pieces.text(text, done, start);
            }
            // nothing is left of a token of white space that its neighbour took along
            if (start < stop) {
                pieces.token(token.id());
            }
            done = stop;
        }
        if (done != to) {
            pieces.text(text, done, to);
        }
    }

    /** Number of the longest token at a place, and in the lower half where it ends; negative where there is none. */
    private long longest(byte[] text, int from, int to) {
        long found = NONE;
        int node = ROOT;
        for (int at = from; at < to; at++) {
            node = children.get(edge(node, text[at]));
            if (node == NONE) {
                break;
            }
            int token = ends.get(node);
            if (token != NONE) {
                found = (long) token << Integer.SIZE | at + 1;
            }
        }
        return found;
    }

    private static boolean endsWithWord(byte[] text, int from, int end) {
        return end > from && isWord(Utf8.codePoint(text, Utf8.before(text, end)));
    }

    private static boolean beginsWithWord(byte[] text, int start, int to) {
        return start < to && isWord(Utf8.codePoint(text, start));
    }

    /** {@code \w} of Unicode's recommendation for regular expressions. */
    static boolean isWord(int codePoint) {
        return switch (UCharacter.getType(codePoint)) {
            case UCharacter.NON_SPACING_MARK,
                    UCharacter.COMBINING_SPACING_MARK,
                    UCharacter.ENCLOSING_MARK,
                    UCharacter.DECIMAL_DIGIT_NUMBER,
                    UCharacter.CONNECTOR_PUNCTUATION -> true;
            default ->
                UCharacter.hasBinaryProperty(codePoint, UProperty.ALPHABETIC)
                        || UCharacter.hasBinaryProperty(codePoint, UProperty.JOIN_CONTROL);
        };
    }

    private static int spaceBefore(byte[] text, int from, int end) {
        int start = end;
        while (start > from) {
            int before = Utf8.before(text, start);
            if (CharacterClasses.at(text, before) != CharacterClasses.SPACE) {
                break;
            }
            start = before;
        }
        return start;
    }

    private static int spaceBehind(byte[] text, int start, int to) {
        int end = start;
        while (end < to && CharacterClasses.at(text, end) == CharacterClasses.SPACE) {
            end += Utf8.length(text[end]);
        }
        return end;
    }
}
