package org.steelworks.data.text.html;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A text node, or a place in the order of text nodes. */
final class TextPiece {
    /** In a decoded text it stands for broken bytes, or for itself. */
    private static final char REPLACEMENT = '\uFFFD';

    private final List<TokenText> texts = new ArrayList<>(1);
    private TextPiece previous;
    private TextPiece next;

    /** The end of an empty list. */
    static TextPiece endOfList() {
        TextPiece end = new TextPiece();
        end.previous = end;
        end.next = end;
        return end;
    }

    /** A new piece right before this one. */
    TextPiece insertBefore() {
        TextPiece piece = new TextPiece();
        piece.next = this;
        piece.previous = previous;
        previous.next = piece;
        previous = piece;
        return piece;
    }

    void append(TokenText text) {
        texts.add(text);
    }

    /** The text of all pieces of the list that this is the end of; of each, what stands before its first NUL. */
    String listText() {
        StringBuilder out = new StringBuilder();
        for (TextPiece piece = next; piece != this; piece = piece.next) {
            piece.appendTo(out);
        }
        return out.toString();
    }

    private void appendTo(StringBuilder out) {
        ByteBuilder builder = new ByteBuilder(0);
        for (TokenText text : texts) {
            text.appendTo(builder, texts.size() == 1);
        }
        byte[] bytes = builder.toArray();
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        String text = new String(bytes, 0, length, StandardCharsets.UTF_8);
        out.append(text.indexOf(REPLACEMENT) < 0 ? text : decode(ByteBuffer.wrap(bytes, 0, length)));
    }

    /** Moving bytes over NULs can break characters; what is broken is left out. */
    private static CharBuffer decode(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.IGNORE)
                    .decode(bytes);
        } catch (CharacterCodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
