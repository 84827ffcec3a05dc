package org.steelworks.data.raw;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens raw files, plain or compressed, from a record border on. */
public final class RawFile {
    /** Bytes a compressed file may unpack to whatever its size. */
    static final long UNPACKED_FLOOR = 256L << 20;

    /** Beyond the floor, how often its own size a compressed file may unpack to; text reaches 5 to 20. */
    static final long UNPACKED_RATIO = 200;

    private static final int BUFFER_BYTES = 1 << 16;

    private RawFile() {}

    /** Whether the file has to be read from its beginning. */
    public static boolean isCompressed(String name) {
        return name.endsWith(".gz") || name.endsWith(".zst") || name.endsWith(".tgz");
    }

    /** Counts the bytes read from disk, for progress. */
    public static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        public long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count += Math.max(read, 0);
            return read;
        }
    }

    /** The file's bytes as they lie on disk, from {@code start} on. */
    public static Counted open(Path path, long start) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            channel.position(start);
            return new Counted(new BufferedInputStream(Channels.newInputStream(channel), BUFFER_BYTES));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * The unpacked bytes. Damage and an unreasonable size after unpacking surface while reading, as faults of the content.
     *
     * @param name decides on the compression
     */
    public static InputStream unpacked(String name, Counted packed) {
        return isCompressed(name) ? new Unpacked(name, packed) : packed;
    }

    /**
     * Passes over the record that {@code in} stands in the middle of.
     *
     * @param most bytes to look for its end
     * @return bytes passed over; the next byte is at a record border unless {@code most} were passed over
     */
    public static long skipToBorder(InputStream in, long most) throws IOException {
        long skipped = 0;
        while (skipped < most) {
            int b = in.read();
            if (b < 0) {
                return most;
            }
            skipped++;
            if (b == '\n') {
                return skipped;
            }
        }
        return most;
    }

    private static final class Unpacked extends InputStream {
        private final String name;
        private final Counted packed;
        private InputStream in;
        private long count;

        Unpacked(String name, Counted packed) {
            this.name = name;
            this.packed = packed;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            try {
                if (in == null) {
                    in = !name.endsWith(".zst")
                            ? new GZIPInputStream(packed, BUFFER_BYTES)
                            : new ZstdInputStream(packed);
                }
                int read = in.read(into, from, length);
                count += Math.max(read, 0);
                if (count > UNPACKED_FLOOR + UNPACKED_RATIO * packed.count()) {
                    throw new DamagedInput("the file unpacks to more than " + UNPACKED_RATIO
                            + " times its size; the rest was not read");
                }
                return read;
            } catch (ZipException | EOFException | ZstdIOException e) {
                throw new DamagedInput(
                        "the compressed data is damaged (" + e.getMessage() + "); the rest was not read");
            }
        }

        @Override
        public void close() throws IOException {
            if (in == null) {
                packed.close();
            } else {
                in.close();
            }
        }
    }
}
