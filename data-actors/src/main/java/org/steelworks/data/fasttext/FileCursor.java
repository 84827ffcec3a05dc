package org.steelworks.data.fasttext;

import java.io.IOException;
import java.nio.file.Path;
import org.steelworks.data.bytes.LargeBytes;

/** Reads a model file from its beginning to its end. Not thread-safe. */
final class FileCursor {
    private final Path file;
    private final LargeBytes bytes;
    private long next;

    FileCursor(Path file) throws IOException {
        this.file = file;
        this.bytes = LargeBytes.map(file);
    }

    /** Where the next byte is. */
    long position() {
        return next;
    }

    /** Bytes from the next to the last. */
    long left() {
        return bytes.size() - next;
    }

    byte int8() throws InvalidFastTextModel {
        need(1);
        return bytes.getByte(next++);
    }

    int int32() throws InvalidFastTextModel {
        return (int) number(Integer.BYTES);
    }

    long int64() throws InvalidFastTextModel {
        return number(Long.BYTES);
    }

    private long number(int length) throws InvalidFastTextModel {
        need(length);
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | bytes.getByte(next + i) & 0xFF;
        }
        next += length;
        return value;
    }

    /** C++ writes truth as a byte. */
    boolean truth() throws InvalidFastTextModel {
        return int8() != 0;
    }

    float[] floats(long count) throws InvalidFastTextModel {
        need(Math.multiplyExact(count, Float.BYTES));
        float[] floats = new float[Math.toIntExact(count)];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = Float.intBitsToFloat(int32());
        }
        return floats;
    }

    /** The next bytes as a part of the file, which is mapped. */
    LargeBytes part(long size) throws IOException {
        need(size);
        LargeBytes part = LargeBytes.map(file, next, size);
        next += size;
        return part;
    }

    /** The whole file. */
    LargeBytes all() {
        return bytes;
    }

    private void need(long count) throws InvalidFastTextModel {
        if (count < 0 || count > left()) {
            throw new InvalidFastTextModel("it is cut off: it has " + bytes.size() + " bytes, and " + count
                    + " were expected from byte " + next + " on; copy it again");
        }
    }
}
