package org.steelworks.data.flow;

import org.steelworks.data.evidence.Evidence;
import org.steelworks.data.unit.UnitTally;

/**
 * What became of a batch.
 *
 * @param documents lines of the output, each with its end; the other two likewise
 * @param signatures big-endian longs, of every kept document those of all deduplicators
 * @param evidence of the recipe's operators
 * @param tally without operators
 * @param bytes read from disk for it
 * @param aborted whether the original's rules give up the rest of the file
 */
record CleanedBatch(
        String documents,
        String quarantine,
        String trace,
        byte[] signatures,
        Evidence evidence,
        UnitTally tally,
        long bytes,
        boolean aborted) {}
