package org.steelworks.data.dedup;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file with what deduplicators see of documents, one after the other: of each its number where it came from, then the
 * signatures of all deduplicators in a row, as big-endian longs.
 */
public final class Signatures {
    private static final int BUFFER_BYTES = 1 << 16;

    private Signatures() {}

    /** The bytes of one document. */
    public static byte[] record(long index, List<long[]> signatures) {
        int longs = signatures.stream().mapToInt(signature -> signature.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate((1 + longs) * Long.BYTES).putLong(index);
        for (long[] signature : signatures) {
            for (long part : signature) {
                bytes.putLong(part);
            }
        }
        return bytes.array();
    }

    /**
     * The number that a document had where it came from.
     *
     * @param longs of a document's signatures
     * @param document its place in the file, from 0
     */
    public static long index(Path file, int longs, long document) throws IOException {
        ByteBuffer index = ByteBuffer.allocate(Long.BYTES);
        try (FileChannel channel = FileChannel.open(file)) {
            long start = document * (1 + longs) * Long.BYTES;
            while (index.hasRemaining()) {
                if (channel.read(index, start + index.position()) < 0) {
                    throw new EOFException(file + " holds no document " + document);
                }
            }
        }
        return index.flip().getLong();
    }

    /** Reads a file from its beginning. Not thread-safe. */
    public static final class Reader implements Closeable {
        private final DataInputStream in;
        private final int longs;
        private long left;

        /** @param longs of a document's signatures */
        public Reader(Path file, int longs) throws IOException {
            this.longs = longs;
            left = Files.size(file) / Long.BYTES / (1 + longs);
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
        }

        /** Whether there is one more document. */
        public boolean hasNext() {
            return left > 0;
        }

        /** The number of the next document, whose signatures are passed over. */
        public long nextIndex() throws IOException {
            left--;
            long index = in.readLong();
            in.skipNBytes((long) longs * Long.BYTES);
            return index;
        }

        /** Reads the signatures of the next document. */
        void nextSignature(long[] into) throws IOException {
            left--;
            in.readLong();
            for (int i = 0; i < longs; i++) {
                into[i] = in.readLong();
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
