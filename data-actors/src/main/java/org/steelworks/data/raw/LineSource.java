package org.steelworks.data.raw;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Lines of a stream within bounded memory. A line ends at LF, CR or CR LF; reading stops at the first record border (the
 * byte behind an LF) that is not before {@code stopAt}. A line that is too long is passed over to its end and reported;
 * damage of a compressed stream ends the lines with a report. Not thread-safe.
 */
public final class LineSource implements RecordSource {
    private final InputStream in;
    private final long stopAt;
    private final int longest;
    private final boolean reportBlank;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private long offset;
    private boolean atBorder = true;
    private boolean skipLineFeed;
    private boolean ended;
    private long lines;
    private long records;
    private long blank;

    /**
     * @param offset position of the stream's first byte, which is at a record border
     * @param stopAt position from which records belong to somebody else
     * @param longest longest line read, in bytes
     * @param reportBlank whether a blank line is a problem rather than passed over
     */
    public LineSource(InputStream in, long offset, long stopAt, int longest, boolean reportBlank) {
        this.in = in;
        this.offset = offset;
        this.stopAt = stopAt;
        this.longest = longest;
        this.reportBlank = reportBlank;
    }

    @Override
    public RawLine next() throws IOException {
        while (!ended && !(atBorder && offset >= stopAt)) {
            RawLine line;
            try {
                line = readLine();
            } catch (DamagedInput e) {
                ended = true;
                return new RawLine(++lines, records++, new byte[0], e.getMessage(), true);
            }
            if (line != null) {
                return line;
            }
        }
        return null;
    }

    @Override
    public long lines() {
        return lines;
    }

    @Override
    public long blankLines() {
        return blank;
    }

    /** One line; null at the end of the stream or for a blank line. */
    private RawLine readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
        long length = 0;
        boolean terminated = false;
        boolean any = false;
        while (!terminated && (position < limit || fill())) {
            if (skipLineFeed) {
                skipLineFeed = false;
                if (buffer[position] == '\n') {
                    advance(1);
                    atBorder = true;
                    if (offset >= stopAt) {
                        return null;
                    }
                    continue;
                }
            }
            any = true;
            int end = lineEnd();
            int room = (int) Math.min(end - position, Math.max(0, longest - length));
            line.write(buffer, position, room);
            length += end - position;
            advance(end - position);
            atBorder = false;
            if (position < limit) {
                terminated = true;
                skipLineFeed = buffer[position] == '\r';
                atBorder = !skipLineFeed;
                advance(1);
            }
        }
        ended = !terminated;
        return any ? finished(line.toByteArray(), length) : null;
    }

    private RawLine finished(byte[] bytes, long length) {
        lines++;
        if (length > longest) {
            return new RawLine(
                    lines,
                    records++,
                    RawLine.excerpt(bytes),
                    "the line has " + length + " bytes, more than " + longest,
                    false);
        }
        if (isBlank(bytes)) {
            blank++;
            return reportBlank ? new RawLine(lines, records++, bytes, "the line is blank", false) : null;
        }
        return new RawLine(lines, records++, bytes, "", false);
    }

    private int lineEnd() {
        int end = position;
        while (end < limit && buffer[end] != '\n' && buffer[end] != '\r') {
            end++;
        }
        return end;
    }

    private void advance(int bytes) {
        position += bytes;
        offset += bytes;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private static boolean isBlank(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
