package org.steelworks.data.ngram;

import java.nio.charset.StandardCharsets;
import java.util.function.ToDoubleFunction;
import org.steelworks.data.piece.SentencePieces;
import org.steelworks.data.text.PythonCharacters;

/**
 * How a language model over pieces is surprised by a text: the pieces are joined by spaces and cut into lines as
 * Python's {@code str.splitlines} does, and the perplexity is 10 to the power of -s / n, where s adds the lines' scores
 * and n their words, separated by blanks, plus one end for each line; 0 for a text without pieces. Immutable, safe for
 * any thread.
 */
public final class TextPerplexity implements ToDoubleFunction<String> {
    private final SentencePieces pieces;
    private final LanguageModel model;

    public TextPerplexity(SentencePieces pieces, LanguageModel model) {
        this.pieces = pieces;
        this.model = model;
    }

    @Override
    public double applyAsDouble(String text) {
        String joined = pieces.joined(text);
        double score = 0;
        long length = 0;
        for (int start = 0; start < joined.length(); ) {
            int end = start;
            while (end < joined.length() && !endsLine(joined.charAt(end))) {
                end++;
            }
            byte[] line = joined.substring(start, end).getBytes(StandardCharsets.UTF_8);
            score += model.score(line, line.length);
            length += words(joined, start, end) + 1;
            start = joined.startsWith("\r\n", end) ? end + 2 : end + 1;
        }
        // Not Math.pow, which may differ between machines in the last bit.
        return length == 0 ? 0 : StrictMath.pow(10, -score / length);
    }

    private static boolean endsLine(char c) {
        return c >= '\n' && c <= '\r' || c >= 0x1C && c <= 0x1E || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    private static long words(String text, int from, int to) {
        long words = 0;
        boolean inside = false;
        for (int i = from; i < to; i++) {
            boolean space = PythonCharacters.isSpace(text.charAt(i));
            words += inside || space ? 0 : 1;
            inside = !space;
        }
        return words;
    }
}
