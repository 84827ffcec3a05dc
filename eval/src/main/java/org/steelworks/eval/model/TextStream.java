package org.steelworks.eval.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.steelworks.data.tokens.Tokenizer;
import org.steelworks.gpu.generate.Completion;
import org.steelworks.gpu.generate.Generator;

/** Turns tokens into text as they come; holds back tokens that end inside a character. */
final class TextStream implements Generator.TokenListener {
    private static final char INCOMPLETE = '\uFFFD';

    private final Tokenizer tokenizer;
    private final Consumer<String> pieces;
    private final List<Integer> held = new ArrayList<>();

    TextStream(Tokenizer tokenizer, Consumer<String> pieces) {
        this.tokenizer = tokenizer;
        this.pieces = pieces;
    }

    @Override
    public boolean onToken(Completion.Token token) {
        held.add(token.id());
        String text = text();
        if (!text.isEmpty() && text.charAt(text.length() - 1) != INCOMPLETE) {
            release(text);
        }
        return true;
    }

    /** Gives what was held back. */
    void end() {
        String text = text();
        if (!text.isEmpty()) {
            release(text);
        }
    }

    private String text() {
        return tokenizer.decode(held.stream().mapToInt(Integer::intValue).toArray(), true);
    }

    private void release(String text) {
        held.clear();
        pieces.accept(text);
    }
}
