package org.steelworks.data.raw;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** How the records of a raw file lie in it. */
public enum Container {
    /** One a line. */
    LINES,
    /** Plain text between blank lines. */
    PARAGRAPHS,
    /** The elements of one JSON array. */
    ARRAY,
    /** Lines of the jsonl files in a tar archive. */
    ARCHIVE,
    /** Rows of a Parquet file. */
    TABLE;

    static final byte[] TABLE_MARK = "PAR1".getBytes(StandardCharsets.US_ASCII);

    private static final int LOOKED_AT = 4096;

    /**
     * How a file is to be read: as its content says, or, by the original's rules, as its data set is.
     *
     * @param name decides on compression and archives
     * @param format may be {@link RawFormat#AUTO}, then plain text is not told from lines
     */
    public static Container of(String name, Path path, RawFormat format, ReadingRules rules) throws IOException {
        if (name.endsWith(".tar.gz") || name.endsWith(".tgz")) {
            return ARCHIVE;
        }
        if (rules == ReadingRules.COMPAT && format != RawFormat.AUTO && format != RawFormat.JSONL) {
            return ofSet(format);
        }
        if (format.isPlainText()) {
            return ofSet(format);
        }
        byte[] start = start(name, path);
        if (Arrays.equals(start, 0, Math.min(start.length, TABLE_MARK.length), TABLE_MARK, 0, TABLE_MARK.length)) {
            return TABLE;
        }
        return firstCharacter(start) == '[' ? ARRAY : LINES;
    }

    /** Whether a file may be cut into parts that are read on their own. */
    public boolean isDivisible(String name) {
        return this == TABLE || this == LINES && !RawFile.isCompressed(name);
    }

    private static Container ofSet(RawFormat format) {
        return switch (format) {
            case WIKI -> ARRAY;
            case ZHIHU, STARCODER -> TABLE;
            case TXT -> PARAGRAPHS;
            default -> LINES;
        };
    }

    private static byte[] start(String name, Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(RawFile.unpacked(name, RawFile.open(path, 0)), LOOKED_AT)) {
            return in.readNBytes(LOOKED_AT);
        } catch (DamagedInput e) {
            // Reading tells what is wrong, with the file's place in the quarantine.
            return new byte[0];
        }
    }

    private static char firstCharacter(byte[] start) {
        String text = new String(start, StandardCharsets.UTF_8);
        String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
        String stripped = unmarked.stripLeading();
        return stripped.isEmpty() ? ' ' : stripped.charAt(0);
    }
}
