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
        ByteBuilder all = new ByteBuilder(256);
        boolean whole = true;
        for (TextPiece piece = next; piece != this; piece = piece.next) {
            int start = all.size();
            piece.appendTo(all);
            whole &= all.size() == start || !all.isInsideCharacter(start);
        }
        String text = all.toString();
        return whole && text.indexOf(REPLACEMENT) < 0 ? text : textByPieces();
    }

    /** What is broken in one piece does not become whole with the next. */
    private String textByPieces() {
        StringBuilder out = new StringBuilder();
        for (TextPiece piece = next; piece != this; piece = piece.next) {
            ByteBuilder own = new ByteBuilder(256);
            piece.appendTo(own);
            out.append(decode(ByteBuffer.wrap(own.toArray())));
        }
        return out.toString();
    }

    private void appendTo(ByteBuilder out) {
        int start = out.size();
        for (TokenText text : texts) {
            text.appendTo(out, texts.size() == 1);
        }
        out.truncateAtNul(start);
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
