package org.steelworks.data.dedup;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The signatures of all documents, in the order of the inputs.
 *
 * @param files as {@link Signatures} has them
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
            try (Signatures.Reader in = new Signatures.Reader(file, longs)) {
                while (in.hasNext()) {
                    in.nextSignature(signature);
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
