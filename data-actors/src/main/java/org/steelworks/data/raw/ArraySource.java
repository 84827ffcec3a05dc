package org.steelworks.data.raw;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The elements of a file that is one JSON array, one at a time. Strings and brackets alone say where an element ends, so
 * that one with a fault costs itself only; where the array itself is at fault, the rest of the file is not read.
 */
final class ArraySource implements RecordSource {
    private static final int END = -1;

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private boolean begun;
    private boolean closed;
    private boolean ended;
    private long elements;

    /** @param longest longest element read, in bytes */
    ArraySource(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    @Override
    public RawLine next() throws IOException {
        if (ended) {
            return null;
        }
        Element element = new Element(longest);
        try {
            if (!begun && !begins()) {
                return broken(element, "the file is no JSON array; name the format that it has");
            }
            return closed ? behindArray(element) : read(element);
        } catch (DamagedInput e) {
            return broken(element, e.getMessage());
        }
    }

    @Override
    public long lines() {
        return elements;
    }

    @Override
    public long blankLines() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Reads the bracket that opens the array and, where it is empty, the one that closes it. */
    private boolean begins() throws IOException {
        begun = true;
        int first = skipBlanks();
        if (first == 0xEF) {
            // A byte order mark, which is three bytes.
            position++;
            boolean marked = peek() == 0xBB && skipByte() == 0xBF;
            first = marked ? skipByteAndBlanks() : END;
        }
        if (first != '[') {
            return false;
        }
        position++;
        if (skipBlanks() == ']') {
            position++;
            closed = true;
        }
        return true;
    }

    private RawLine read(Element element) throws IOException {
        skipBlanks();
        for (int c = peek(); c != END; c = skipByte()) {
            if (element.isEndedBy(c)) {
                position++;
                closed = c == ']';
                return finished(element);
            }
            element.add(c);
        }
        return broken(element, "the file ends in the middle of an array");
    }

    private RawLine behindArray(Element element) throws IOException {
        int c = skipBlanks();
        if (c == END) {
            ended = true;
            return null;
        }
        for (int i = 0; i < buffer.length && c != END; i++) {
            element.add(c);
            c = skipByte();
        }
        return broken(element, "something follows the end of the array");
    }

    private RawLine finished(Element element) {
        elements++;
        String problem = element.problem();
        byte[] bytes = problem.isEmpty() ? element.bytes() : RawLine.excerpt(element.bytes());
        return new RawLine(elements, elements - 1, bytes, problem, false);
    }

    private RawLine broken(Element element, String problem) {
        ended = true;
        elements++;
        return new RawLine(
                elements,
                elements - 1,
                RawLine.excerpt(element.bytes()),
                problem + "; nothing behind this place was read",
                true);
    }

    private int skipBlanks() throws IOException {
        int c = peek();
        while (isBlank(c)) {
            c = skipByte();
        }
        return c;
    }

    private int skipByteAndBlanks() throws IOException {
        position++;
        return skipBlanks();
    }

    private int skipByte() throws IOException {
        position++;
        return peek();
    }

    private int peek() throws IOException {
        if (position >= limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer));
        }
        return position < limit ? buffer[position] & 0xFF : END;
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    /** The bytes of one element as far as they may be kept, and where in it the next byte is. */
    private static final class Element {
        private final int longest;
        private byte[] kept = new byte[1024];
        private long length;
        private int depth;
        private boolean inString;
        private boolean escaped;

        Element(int longest) {
            this.longest = longest;
        }

        boolean isEndedBy(int c) {
            return !inString && depth == 0 && (c == ',' || c == ']');
        }

        void add(int c) {
            if (length < longest) {
                if (length == kept.length) {
                    kept = Arrays.copyOf(kept, (int) Math.min(longest, 2L * kept.length));
                }
                kept[(int) length] = (byte) c;
            }
            length++;
            if (inString) {
                inString = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') {
                inString = true;
            } else if (c == '[' || c == '{') {
                depth++;
            } else if ((c == ']' || c == '}') && depth > 0) {
                depth--;
            }
        }

        byte[] bytes() {
            return Arrays.copyOf(kept, (int) Math.min(length, longest));
        }

        String problem() {
            if (length > longest) {
                return "the element has " + length + " bytes, more than " + longest;
            }
            return length == 0 ? "the element is empty: two commas, or one before the end of the array" : "";
        }
    }
}
