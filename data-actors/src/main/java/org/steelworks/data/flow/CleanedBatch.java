package org.steelworks.data.flow;

import org.steelworks.data.unit.UnitTally;

/**
 * What became of a batch.
 *
 * @param documents lines of the output, each with its end; the other two likewise
 * @param tally without operators
 * @param bytes read from disk for it
 * @param aborted whether the original's rules give up the rest of the file
 */
record CleanedBatch(String documents, String quarantine, String trace, UnitTally tally, long bytes, boolean aborted) {}
