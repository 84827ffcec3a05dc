package org.steelworks.data.text.html;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads one tag from behind its name to its end. */
final class TagReader {
    private final byte[] html;
    private final boolean keep;
    private final List<String> attributes = new ArrayList<>(0);
    private int at;
    private boolean selfClosing;
    private int nameFrom;

    /**
     * @param from the first byte behind the name
     * @param keep whether the attributes are wanted
     */
    TagReader(byte[] html, int from, boolean keep) {
        this.html = html;
        this.keep = keep;
        at = from;
    }

    /** Reads on; false where the document breaks off in a way that drops the tag. */
    boolean read() {
        State state = State.BEHIND_NAME;
        while (at < html.length) {
            byte b = html[at];
            if (b == '>' && state != State.DOUBLE_QUOTED && state != State.SINGLE_QUOTED) {
                if (state == State.SLASH) {
                    selfClosing = true;
                }
                leave(state);
                at++;
                return true;
            }
            state = step(state, b);
        }
        leave(state);
        return state != State.SLASH && state != State.DOUBLE_QUOTED && state != State.SINGLE_QUOTED;
    }

    private State step(State state, byte b) {
        boolean space = AsciiBytes.isSpace(b);
        switch (state) {
            case BEHIND_NAME, BEHIND_QUOTE -> {
                at += space || b == '/' ? 1 : 0;
                return b == '/' ? State.SLASH : State.BETWEEN;
            }
            case SLASH -> {
                return State.BETWEEN;
            }
            case BETWEEN -> {
                selfClosing |= b == '/';
                if (space || b == '/') {
                    at++;
                    return State.BETWEEN;
                }
                nameFrom = at;
                at += b == '=' ? 1 : 0;
                return State.NAME;
            }
            case NAME -> {
                if (space || b == '=' || b == '/') {
                    selfClosing |= b == '/';
                    leave(state);
                    at++;
                    return space ? State.BEHIND_ATTRIBUTE : b == '=' ? State.BEFORE_VALUE : State.BETWEEN;
                }
                at++;
                return State.NAME;
            }
            case BEHIND_ATTRIBUTE -> {
                if (space || b == '=') {
                    at++;
                    return space ? State.BEHIND_ATTRIBUTE : State.BEFORE_VALUE;
                }
                nameFrom = at;
                return State.NAME;
            }
            case BEFORE_VALUE -> {
                if (space) {
                    at++;
                    return state;
                }
                at += b == '"' || b == '\'' ? 1 : 0;
                nameFrom = at;
                return b == '"' ? State.DOUBLE_QUOTED : b == '\'' ? State.SINGLE_QUOTED : State.UNQUOTED;
            }
            case DOUBLE_QUOTED, SINGLE_QUOTED -> {
                if (b == (state == State.DOUBLE_QUOTED ? '"' : '\'')) {
                    leave(state);
                    at++;
                    return State.BEHIND_QUOTE;
                }
                at++;
                return state;
            }
            case UNQUOTED -> {
                if (space) {
                    leave(state);
                    at++;
                    return State.BETWEEN;
                }
                at++;
                return state;
            }
            default -> throw new IllegalStateException(state.name());
        }
    }

    /** Notes the name or value that ends here. */
    private void leave(State state) {
        if (!keep) {
            return;
        }
        if (state == State.NAME) {
            attributes.add(AsciiBytes.lowerCase(html, nameFrom, at));
            attributes.add("");
        } else if (state == State.UNQUOTED || state == State.DOUBLE_QUOTED || state == State.SINGLE_QUOTED) {
            attributes.set(
                    attributes.size() - 1, new String(html, nameFrom, at - nameFrom, StandardCharsets.ISO_8859_1));
        }
    }

    /** The first byte behind the tag. */
    int end() {
        return at;
    }

    boolean isSelfClosing() {
        return selfClosing;
    }

    /** Names in lower case and values, in turn; empty if they are not wanted. */
    List<String> attributes() {
        return attributes;
    }

    private enum State {
        BEHIND_NAME,
        SLASH,
        BETWEEN,
        NAME,
        BEHIND_ATTRIBUTE,
        BEFORE_VALUE,
        UNQUOTED,
        DOUBLE_QUOTED,
        SINGLE_QUOTED,
        BEHIND_QUOTE
    }
}
