package org.steelworks.data.raw;

import java.io.Closeable;
import java.io.IOException;

/** The records of a raw file, or of a part of one, in order and within bounded memory. Not thread-safe. */
public interface RecordSource extends Closeable {
    /**
     * The next record, null behind the last. What is wrong with the content is a record with a problem.
     *
     * @throws IOException when the disk, not the content, is at fault
     */
    RawLine next() throws IOException;

    /** Lines, elements or rows read so far, those included that were blank: the numbers that records are counted by. */
    long lines();

    /** Blank lines passed over so far. */
    long blankLines();
}
