package org.steelworks.data.ngram;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The lines of an ARPA file and the fields of the current one. Fields are separated by tabs and spaces only: other
 * blanks are part of words, as in KenLM.
 */
final class ArpaFile implements Closeable {
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int buffered;
    private int taken;
    private byte[] line = new byte[256];
    private int length;
    private long lineNumber;
    private int fieldStart;
    private int fieldEnd;

    ArpaFile(Path file) throws IOException {
        in = Files.newInputStream(file);
    }

    /** Goes to the next line that is not blank. */
    void next() throws IOException {
        do {
            if (!read()) {
                throw fault("the file ends here, so it is cut off; copy it again");
            }
        } while (isBlank());
        fieldEnd = 0;
    }

    /** Goes to the next line, blank or not; whether it is neither blank nor behind the end. */
    boolean nextOfBlock() throws IOException {
        fieldEnd = 0;
        return read() && !isBlank();
    }

    private boolean read() throws IOException {
        length = 0;
        lineNumber++;
        int c = readByte();
        if (c < 0) {
            return false;
        }
        for (; c >= 0 && c != '\n'; c = readByte()) {
            if (length == LONGEST_LINE) {
                throw fault("the line is longer than " + LONGEST_LINE + " bytes, so this is no ARPA file");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) c;
        }
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        return true;
    }

    /** The next byte, negative behind the end. */
    private int readByte() throws IOException {
        if (taken == buffered) {
            buffered = in.read(buffer);
            taken = 0;
            if (buffered < 1) {
                buffered = 0;
                return -1;
            }
        }
        return buffer[taken++] & 0xFF;
    }

    private boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && (line[i] < '\t' || line[i] > '\r')) {
                return false;
            }
        }
        return true;
    }

    String text() {
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    /** Goes to the next field of the line. */
    boolean nextField() {
        fieldStart = fieldEnd;
        while (fieldStart < length && isSeparator(line[fieldStart])) {
            fieldStart++;
        }
        fieldEnd = fieldStart;
        while (fieldEnd < length && !isSeparator(line[fieldEnd])) {
            fieldEnd++;
        }
        return fieldStart < fieldEnd;
    }

    private static boolean isSeparator(byte b) {
        return b == '\t' || b == ' ' || b == '\r';
    }

    /** The hash of the next field, a word. */
    long word() throws InvalidLanguageModel {
        if (!nextField()) {
            throw fault("a word is missing in \"" + text() + "\"");
        }
        return WordHash.of(line, fieldStart, fieldEnd);
    }

    String field() {
        return new String(line, fieldStart, fieldEnd - fieldStart, StandardCharsets.UTF_8);
    }

    /** The current field as a number, rounded once to 32 bits. */
    float number() throws InvalidLanguageModel {
        String field = field();
        boolean plain = !field.isEmpty();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            plain &= c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
        }
        try {
            if (plain) {
                return Float.parseFloat(field);
            }
        } catch (NumberFormatException e) {
            // same message as for letters
        }
        if (field.equals("-inf")) {
            return Float.NEGATIVE_INFINITY;
        }
        throw fault("expected a number, found \"" + field + "\"");
    }

    InvalidLanguageModel fault(String why) {
        return new InvalidLanguageModel("line " + lineNumber + ": " + why);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
