package org.steelworks.data.text.html;

/**
 * Finds the end tag of a script: comments hide end tags of scripts opened inside them. The automaton is HTML5's, with
 * the engine's way of leaving a state: a name that is no {@code script} costs the character behind it.
 */
final class ScriptScanner {
    private static final String SCRIPT = "script";

    private final byte[] html;
    private int at;

    /** @param from the first byte of the script */
    ScriptScanner(byte[] html, int from) {
        this.html = html;
        at = from;
    }

    /** The position right behind the end tag's name; -1 if the script has no end. */
    int endOfName() {
        State state = State.PLAIN;
        while (at < html.length) {
            byte b = html[at];
            switch (state) {
                case PLAIN -> {
                    state = b == '<' ? State.PLAIN_LESS : State.PLAIN;
                    at++;
                }
                case PLAIN_LESS -> {
                    state = b == '/' ? State.PLAIN_END : b == '!' ? State.BANG : State.PLAIN;
                    at += state == State.PLAIN ? 0 : 1;
                }
                case BANG -> {
                    state = b == '-' ? State.BANG_DASH : State.PLAIN;
                    at += b == '-' ? 1 : 0;
                }
                case BANG_DASH -> {
                    state = b == '-' ? State.ESCAPED_DASHES : State.PLAIN;
                    at += b == '-' ? 1 : 0;
                }
                case PLAIN_END, ESCAPED_END -> {
                    if (nameEnds()) {
                        return at;
                    }
                    state = state == State.PLAIN_END ? State.PLAIN : State.ESCAPED;
                }
                case ESCAPED -> {
                    state = b == '-' ? State.ESCAPED_DASH : b == '<' ? State.ESCAPED_LESS : State.ESCAPED;
                    at++;
                }
                case ESCAPED_DASH -> {
                    state = b == '-' ? State.ESCAPED_DASHES : State.ESCAPED;
                    at += b == '<' || b == 0 ? 0 : 1;
                }
                case ESCAPED_DASHES -> {
                    state = afterDashes(b, State.ESCAPED_DASHES, State.ESCAPED_LESS, State.ESCAPED);
                    at++;
                }
                case ESCAPED_LESS -> {
                    if (b == '/') {
                        state = State.ESCAPED_END;
                        at++;
                    } else if (AsciiBytes.isLetter(b)) {
                        state = nameEnds() ? State.DOUBLE : State.ESCAPED;
                        skipEndOfName(state == State.DOUBLE);
                    } else {
                        state = State.ESCAPED;
                    }
                }
                case DOUBLE -> {
                    state = b == '-' ? State.DOUBLE_DASH : b == '<' ? State.DOUBLE_LESS : State.DOUBLE;
                    at++;
                }
                case DOUBLE_DASH -> {
                    state = b == '-' ? State.DOUBLE_DASHES : b == '<' ? State.DOUBLE_LESS : State.DOUBLE;
                    at++;
                }
                case DOUBLE_DASHES -> {
                    state = afterDashes(b, State.DOUBLE_DASHES, State.DOUBLE_LESS, State.DOUBLE);
                    at++;
                }
                case DOUBLE_LESS -> {
                    state = State.DOUBLE;
                    if (b == '/') {
                        at++;
                        state = nameEnds() ? State.ESCAPED : State.DOUBLE;
                        skipEndOfName(state == State.ESCAPED);
                    }
                }
                default -> throw new IllegalStateException(state.name());
            }
        }
        return -1;
    }

    private static State afterDashes(byte b, State dashes, State less, State other) {
        return switch (b) {
            case '-' -> dashes;
            case '<' -> less;
            case '>' -> State.PLAIN;
            default -> other;
        };
    }

    /**
     * Reads letters; whether they are {@code script} and white space, a slash or {@code >} follows. If so, the position
     * is behind the name; otherwise behind what the name cost.
     */
    private boolean nameEnds() {
        int from = at;
        while (at < html.length && AsciiBytes.isLetter(html[at])) {
            at++;
        }
        if (at == html.length || !AsciiBytes.isSpace(html[at]) && html[at] != '/' && html[at] != '>') {
            return false;
        }
        if (at - from == SCRIPT.length() && AsciiBytes.matchesIgnoringCase(html, from, at, SCRIPT)) {
            return true;
        }
        at += at > from ? 1 : 0;
        return false;
    }

    private void skipEndOfName(boolean ends) {
        at += ends ? 1 : 0;
    }

    private enum State {
        PLAIN,
        PLAIN_LESS,
        PLAIN_END,
        BANG,
        BANG_DASH,
        ESCAPED,
        ESCAPED_DASH,
        ESCAPED_DASHES,
        ESCAPED_LESS,
        ESCAPED_END,
        DOUBLE,
        DOUBLE_DASH,
        DOUBLE_DASHES,
        DOUBLE_LESS
    }
}
