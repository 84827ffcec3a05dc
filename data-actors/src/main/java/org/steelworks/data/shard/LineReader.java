package org.steelworks.data.shard;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import org.steelworks.data.text.StrictUtf8;

/** Lines of a UTF-8 file; a line ends at LF, CR or CR LF, as in Python's text mode. Not thread-safe. */
final class LineReader implements Closeable {
    static final int LONGEST_LINE = 1 << 29;

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final int longest;
    private int position;
    private int limit;
    private boolean skipLineFeed;
    private long number;

    /**
     * One line.
     *
     * @param number from 1
     * @param text without its end; empty where {@code problem} is not
     * @param problem why the line cannot be read; empty when it can
     */
    record Line(long number, String text, String problem) {
        boolean isReadable() {
            return problem.isEmpty();
        }

        boolean isBlank() {
            return isReadable() && text.isBlank();
        }
    }

    LineReader(InputStream in) {
        this(in, LONGEST_LINE);
    }

    LineReader(InputStream in, int longest) {
        this.in = in;
        this.longest = longest;
    }

    /** The next line, null behind the last. */
    Line next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        boolean any = false;
        boolean tooLong = false;
        while (position < limit || fill()) {
            if (skipLineFeed) {
                skipLineFeed = false;
                if (buffer[position] == '\n') {
                    position++;
                    continue;
                }
            }
            any = true;
            int end = position;
            while (end < limit && buffer[end] != '\n' && buffer[end] != '\r') {
                end++;
            }
            tooLong |= line.size() + (end - position) > longest;
            if (!tooLong) {
                line.write(buffer, position, end - position);
            }
            position = end;
            if (position < limit) {
                skipLineFeed = buffer[position++] == '\r';
                break;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        return tooLong
                ? new Line(number, "", "the line is longer than " + longest + " bytes")
                : decode(line.toByteArray());
    }

    private Line decode(byte[] bytes) {
        try {
            return new Line(number, StrictUtf8.decode(bytes), "");
        } catch (CharacterCodingException e) {
            return new Line(number, "", "the line is not valid UTF-8");
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
