package org.steelworks.data.raw;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The jsonl files of a tar archive, one behind the other with a line end between them. Other entries are passed over.
 * Damage of the archive surfaces while reading, as a fault of the content. Not thread-safe.
 */
final class ArchiveStream extends InputStream {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int SIZE_AT = 124;
    private static final int SIZE_BYTES = 12;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;
    private static final int TYPE_AT = 156;
    private static final String ENDING = ".jsonl";
    /** Longest entry read that tells about the next one. */
    private static final int LONGEST_NOTE = 1 << 16;

    private final InputStream in;
    private final byte[] header = new byte[BLOCK];
    private long left;
    private long padding;
    /** The next entry's name where it does not fit into its header; empty where it does. */
    private String longName = "";

    /** The next entry's length where it does not fit into its header; negative where it does. */
    private long longSize = -1;

    private boolean any;
    private boolean lineOpen;
    private boolean ended;

    ArchiveStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left == 0) {
            if (lineOpen) {
                lineOpen = false;
                into[from] = '\n';
                return 1;
            }
            if (ended || !nextFile()) {
                return -1;
            }
        }
        int read = in.read(into, from, (int) Math.min(length, left));
        if (read < 0) {
            throw endsEarly();
        }
        left -= read;
        lineOpen = into[from + read - 1] != '\n';
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Goes to the next jsonl file that is not empty. */
    private boolean nextFile() throws IOException {
        while (true) {
            skip(padding, in);
            padding = 0;
            int read = in.readNBytes(header, 0, BLOCK);
            // An archive ends with blocks of zeroes; some writers leave them out.
            if (read == 0 || read == BLOCK && isZero()) {
                return end();
            }
            if (read < BLOCK) {
                throw endsEarly();
            }
            checkSum();
            long size = longSize < 0 || isNote() ? size() : longSize;
            padding = (BLOCK - size % BLOCK) % BLOCK;
            if (isJsonl()) {
                any = true;
                forgetNote();
                left = size;
                if (left > 0) {
                    return true;
                }
            } else if (isNote() && size <= LONGEST_NOTE) {
                takeNote(new String(in.readNBytes((int) size), StandardCharsets.UTF_8));
            } else {
                skip(size, in);
                forgetNote();
            }
        }
    }

    private boolean end() throws DamagedInput {
        ended = true;
        if (!any) {
            throw new DamagedInput("the archive holds no file that ends in " + ENDING);
        }
        return false;
    }

    private boolean isJsonl() {
        String name = longName.isEmpty() ? text(0, NAME_BYTES) : longName;
        String last = name.substring(name.lastIndexOf('/') + 1);
        boolean regular = header[TYPE_AT] == '0' || header[TYPE_AT] == 0;
        // Names with ._ are attributes that macOS puts beside the files.
        return regular && last.endsWith(ENDING) && !last.startsWith("._");
    }

    /** Whether the entry tells about the next one, in GNU's way (L) or in that of POSIX (x). */
    private boolean isNote() {
        return header[TYPE_AT] == 'L' || header[TYPE_AT] == 'x';
    }

    private void takeNote(String note) {
        if (header[TYPE_AT] == 'L') {
            longName = note.replace("\0", "");
            return;
        }
        // Lines of the form: length, blank, key=value.
        for (String line : (Iterable<String>) note.lines()::iterator) {
            String entry = line.substring(line.indexOf(' ') + 1);
            if (entry.startsWith("path=")) {
                longName = entry.substring("path=".length());
            } else if (entry.matches("size=\\d{1,18}")) {
                longSize = Long.parseLong(entry.substring("size=".length()));
            }
        }
    }

    private void forgetNote() {
        longName = "";
        longSize = -1;
    }

    private long size() throws DamagedInput {
        if ((header[SIZE_AT] & 0x80) != 0) {
            long size = 0;
            for (int i = 1; i < SIZE_BYTES; i++) {
                if (size >>> 48 != 0) {
                    throw noEntry();
                }
                size = size << 8 | header[SIZE_AT + i] & 0xFF;
            }
            return size;
        }
        return octal(SIZE_AT, SIZE_BYTES);
    }

    private void checkSum() throws DamagedInput {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES;
            sum += own ? ' ' : header[i] & 0xFF;
        }
        if (sum != octal(CHECKSUM_AT, CHECKSUM_BYTES)) {
            throw noEntry();
        }
    }

    private long octal(int at, int bytes) throws DamagedInput {
        String digits = text(at, bytes).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseUnsignedLong(digits, 8);
        } catch (NumberFormatException e) {
            throw noEntry();
        }
    }

    private static DamagedInput noEntry() {
        return new DamagedInput(
                "this is no tar archive, or a damaged one: an entry's header is none; the rest was not read");
    }

    private String text(int at, int bytes) {
        int end = at;
        while (end < at + bytes && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private boolean isZero() {
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static void skip(long bytes, InputStream from) throws IOException {
        try {
            from.skipNBytes(bytes);
        } catch (EOFException e) {
            throw endsEarly();
        }
    }

    private static DamagedInput endsEarly() {
        return new DamagedInput("the archive ends in the middle of an entry; the rest was not read");
    }
}
