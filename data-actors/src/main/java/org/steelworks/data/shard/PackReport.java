package org.steelworks.data.shard;

import java.util.List;
import org.steelworks.data.document.Reject;

/**
 * What a packing did.
 *
 * @param index the published index
 * @param documents written
 * @param tokens written, padding not counted
 * @param blankLines passed over
 * @param rejected rows that became no document; all are in {@code quarantine.jsonl} of the output folder
 * @param firstRejects the first of them, at most {@value #FIRST_REJECTS}
 * @param engine what made ids of text, and why, as a sentence
 * @param notes what else a user should know, a sentence each: files passed over, remainders, processes that stopped
 */
public record PackReport(
        ShardIndex index,
        long documents,
        long tokens,
        long blankLines,
        long rejected,
        List<Reject> firstRejects,
        String engine,
        List<String> notes) {
    static final int FIRST_REJECTS = 100;

    public PackReport {
        firstRejects = List.copyOf(firstRejects);
        notes = List.copyOf(notes);
    }
}
