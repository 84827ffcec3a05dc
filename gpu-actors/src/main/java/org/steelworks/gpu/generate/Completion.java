package org.steelworks.gpu.generate;

import java.util.List;

/**
 * What a model wrote.
 *
 * @param tokens in order, the stop token included where one ended it
 * @param end why it ended
 */
public record Completion(List<Token> tokens, End end) {
    /**
     * One token.
     *
     * @param id vocabulary id
     * @param logProb its log-probability under the model, before penalty, temperature and filters
     */
    public record Token(int id, double logProb) {}

    /** Why a completion ended. */
    public enum End {
        /** The model wrote a stop token. */
        STOP_TOKEN,
        /** As many tokens as were asked for. */
        LENGTH,
        /** The model's longest sequence is reached. */
        MAX_POSITIONS,
        /** The listener wanted no more. */
        LISTENER
    }

    public Completion {
        tokens = List.copyOf(tokens);
    }

    /** The ids alone. */
    public int[] ids() {
        return tokens.stream().mapToInt(Token::id).toArray();
    }
}
