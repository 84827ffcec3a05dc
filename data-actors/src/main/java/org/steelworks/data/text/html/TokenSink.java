package org.steelworks.data.text.html;

/** Takes the tokens of a document in order. */
interface TokenSink {
    /** How the document is to be read behind this token. */
    Content accept(Token token);

    /** Whether the current element is one of SVG or MathML, where CDATA sections are text. */
    boolean isForeign();

    /** What the bytes that follow are. */
    enum Content {
        DATA,
        ESCAPABLE,
        RAW,
        SCRIPT,
        PLAIN
    }
}
