package org.steelworks.data.dedup;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The signatures of all documents, in the order of the inputs: files of big-endian longs, so many a document.
 *
 * @param longs of a document's signatures, those of all deduplicators in a row
 * @param documents in all files
 */
record SignatureSource(List<Path> files, int longs, long documents) {
    SignatureSource {
        files = List.copyOf(files);
    }

    /** Takes a document's number, from 0, and its longs, which are overwritten after. */
    interface Sink {
        void accept(long document, long[] signature) throws IOException;
    }

    /** @throws EOFException when the files hold fewer or more documents than said */
    void each(Sink sink) throws IOException {
        long[] signature = new long[longs];
        long document = 0;
        for (Path file : files) {
            long count = Files.size(file) / Long.BYTES / longs;
            try (DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
                for (long i = 0; i < count; i++) {
                    for (int j = 0; j < longs; j++) {
                        signature[j] = in.readLong();
                    }
                    sink.accept(document++, signature);
                }
            }
        }
        if (document != documents) {
            throw new EOFException("the signatures of " + documents + " documents were expected in " + files.size()
                    + " files, there are " + document + "; remove the folder to clean again");
        }
    }
}
