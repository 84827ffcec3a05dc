package org.steelworks.data.text.html;

import java.util.Arrays;

/**
 * The decoded UTF-8 bytes of one text token. The engine keeps them in a C string with a length of its own: the bytes
 * behind {@link #end} are no part of the text, but are read as such in a text node of one token.
 */
final class TokenText {
    private final byte[] bytes;
    private int start;
    private int end;

    /** Takes the array over. */
    TokenText(byte[] bytes) {
        this.bytes = bytes;
        end = bytes.length;
    }

    boolean isEmpty() {
        return start == end;
    }

    boolean startsWithNewline() {
        return start < end && bytes[start] == '\n';
    }

    void dropFirst() {
        start++;
    }

    /** Removes the leading white space and gives it back; null where there is none. */
    TokenText splitLeadingSpace() {
        int text = start;
        while (text < end && AsciiBytes.isSpace(bytes[text])) {
            text++;
        }
        if (text == start) {
            return null;
        }
        TokenText space = new TokenText(Arrays.copyOfRange(bytes, start, text));
        start = text;
        return space;
    }

    /**
     * Removes NULs the way the engine does: runs of other bytes move left inside the array, by one byte less than they
     * should from the second run of several NULs on, and what they leave behind the new end stays there.
     */
    void dropNuls() {
        int size = end - start;
        int runs = 0;
        for (int i = 0; i < size; i++) {
            if (bytes[start + i] == 0) {
                int text = i;
                while (text < size && bytes[start + text] == 0) {
                    text++;
                }
                end -= text - i;
                int next = text;
                while (next < size && bytes[start + next] != 0) {
                    next++;
                }
                System.arraycopy(bytes, start + text, bytes, start + i - runs, next - text);
                i = next - 1;
                runs++;
            }
        }
    }

    /** The text with U+FFFD in the place of each NUL. */
    TokenText withReplacedNuls() {
        ByteBuilder out = new ByteBuilder(end - start);
        for (int i = start; i < end; i++) {
            if (bytes[i] == 0) {
                out.appendCodePoint(CharacterReferences.REPLACEMENT);
            } else {
                out.append(bytes[i]);
            }
        }
        return new TokenText(out.toArray());
    }

    /** Appends the text; where it is {@code alone} in its node, also what lies behind its end. */
    void appendTo(ByteBuilder out, boolean alone) {
        out.append(bytes, start, alone ? bytes.length : end);
    }
}
