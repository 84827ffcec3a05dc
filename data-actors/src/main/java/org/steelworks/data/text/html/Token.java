package org.steelworks.data.text.html;

import java.util.List;

/**
 * What the tokenizer hands to the tree: a tag, or one of the pseudo names below, which no tag can have. A text can be
 * {@code closing} too: the name of an end tag that the document breaks off in is such a text, which nothing shows.
 */
final class Token {
    static final String TEXT = "#text";
    static final String COMMENT = "#comment";
    static final String DOCTYPE = "#doctype";
    static final String END = "#end";

    private final String name;
    private final boolean closing;
    private final boolean selfClosing;
    private final boolean blank;
    private final boolean nul;
    private final TokenText text;
    private final List<String> attributes;

    private Token(
            String name,
            boolean closing,
            boolean selfClosing,
            boolean blank,
            boolean nul,
            TokenText text,
            List<String> attributes) {
        this.name = name;
        this.closing = closing;
        this.selfClosing = selfClosing;
        this.blank = blank;
        this.nul = nul;
        this.text = text;
        this.attributes = attributes;
    }

    /** A comment, a doctype or the end of the document. */
    static Token of(String pseudoName) {
        return new Token(pseudoName, false, false, false, false, null, List.of());
    }

    /** @param attributes names in lower case and values, in turn */
    static Token tag(String name, boolean closing, boolean selfClosing, List<String> attributes) {
        return new Token(name, closing, selfClosing, false, false, null, attributes);
    }

    /**
     * @param blank whether the tokenizer takes it for white space
     * @param nul whether it has a NUL outside any special content
     */
    static Token text(TokenText text, boolean closing, boolean blank, boolean nul) {
        return new Token(TEXT, closing, false, blank, nul, text, List.of());
    }

    String name() {
        return name;
    }

    boolean isText() {
        return name.equals(TEXT);
    }

    boolean isClosing() {
        return closing;
    }

    boolean isSelfClosing() {
        return selfClosing;
    }

    boolean isBlank() {
        return blank;
    }

    boolean hasNul() {
        return nul;
    }

    TokenText text() {
        return text;
    }

    List<String> attributes() {
        return attributes;
    }

    /** The value of the first attribute of that name, null if there is none. */
    String attribute(String key) {
        for (int i = 0; i < attributes.size(); i += 2) {
            if (attributes.get(i).equals(key)) {
                return attributes.get(i + 1);
            }
        }
        return null;
    }
}
