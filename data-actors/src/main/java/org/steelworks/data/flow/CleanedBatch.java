package org.steelworks.data.flow;

import java.util.List;
import org.steelworks.data.evidence.Evidence;
import org.steelworks.data.unit.UnitTally;

/**
 * What became of a batch.
 *
 * @param documents lines of the output, each with its end
 * @param quarantine likewise
 * @param traces of the documents that may be traced, in order
 * @param signatures of every kept document, as {@link org.steelworks.data.dedup.Signatures} has them
 * @param evidence of the recipe's operators
 * @param tally without operators
 * @param bytes read from disk for it
 * @param aborted whether the original's rules give up the rest of the file
 */
record CleanedBatch(
        String documents,
        String quarantine,
        List<TraceLine> traces,
        byte[] signatures,
        Evidence evidence,
        UnitTally tally,
        long bytes,
        boolean aborted) {
    CleanedBatch {
        traces = List.copyOf(traces);
    }

    /**
     * What became of a document.
     *
     * @param hash decides whether it is traced
     * @param line with its end
     */
    record TraceLine(long hash, String line) {}
}
