package org.steelworks.data.flow;

import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.InputSet;

/**
 * What to clean, and how. The documents depend on {@code sets} and {@code rules} alone.
 *
 * @param sets each becomes one file of documents; names differ
 * @param out folder for the results; created where it does not exist
 * @param rules treatment of defects
 * @param traceDocuments how many documents {@code trace.jsonl} has, at most {@link #LARGEST_SAMPLE}; 0 where it is not
 *     written, {@link #ALL} for every document
 * @param parallelism batches of records that are cleaned at a time
 * @param unitBytes length of a unit on disk
 * @param longestLine longest line read, in bytes; memory is bounded by a few of these per parallel batch
 */
public record PrepareSpec(
        List<InputSet> sets,
        Path out,
        ReadingRules rules,
        int traceDocuments,
        int parallelism,
        long unitBytes,
        int longestLine) {
    /** Every document is traced. */
    public static final int ALL = Integer.MAX_VALUE;

    /** A sample's hashes are in memory, once for each unit in work. */
    public static final int LARGEST_SAMPLE = 1_000_000;

    public static final long DEFAULT_UNIT_BYTES = 16L << 20;
    public static final int DEFAULT_LONGEST_LINE = 64 << 20;

    public PrepareSpec {
        sets = List.copyOf(sets);
        if (sets.isEmpty()) {
            throw new IllegalArgumentException("nothing to clean: name at least one input set");
        }
        if (sets.stream().map(InputSet::name).distinct().count() < sets.size()) {
            throw new IllegalArgumentException("two input sets have one name; each becomes a file of that name");
        }
        if (parallelism < 1 || unitBytes < 1 || longestLine < 1) {
            throw new IllegalArgumentException("parallelism " + parallelism + ", unit bytes " + unitBytes
                    + " and longest line " + longestLine + " must be at least 1");
        }
        if (traceDocuments < 0 || traceDocuments > LARGEST_SAMPLE && traceDocuments != ALL) {
            throw new IllegalArgumentException("a trace of " + traceDocuments + " documents is not from 0 to "
                    + LARGEST_SAMPLE + "; trace all of them, or fewer");
        }
    }

    /**
     * How many documents to trace.
     *
     * @param all every document, unless a sample is asked for
     * @param sample so many; 0 for none in particular
     */
    public static int documents(boolean all, int sample) {
        return sample > 0 ? sample : all ? ALL : 0;
    }

    /** Whether {@code trace.jsonl} is written. */
    public boolean trace() {
        return traceDocuments > 0;
    }

    /** Whether every document is in it. */
    public boolean tracesAll() {
        return traceDocuments == ALL;
    }

    /** Corrected rules, no trace, usual sizes. */
    public static PrepareSpec of(List<InputSet> sets, Path out, int parallelism) {
        return new PrepareSpec(
                sets, out, ReadingRules.CORRECTED, 0, parallelism, DEFAULT_UNIT_BYTES, DEFAULT_LONGEST_LINE);
    }

    /** Traces every document or none. */
    public PrepareSpec withTrace(boolean on) {
        return withTraceOf(on ? ALL : 0);
    }

    /** Traces so many documents. */
    public PrepareSpec withTraceOf(int documents) {
        return new PrepareSpec(sets, out, rules, documents, parallelism, unitBytes, longestLine);
    }

    public PrepareSpec withRules(ReadingRules other) {
        return new PrepareSpec(sets, out, other, traceDocuments, parallelism, unitBytes, longestLine);
    }

    public PrepareSpec withUnitBytes(long bytes) {
        return new PrepareSpec(sets, out, rules, traceDocuments, parallelism, bytes, longestLine);
    }

    public PrepareSpec withLongestLine(int bytes) {
        return new PrepareSpec(sets, out, rules, traceDocuments, parallelism, unitBytes, bytes);
    }
}
