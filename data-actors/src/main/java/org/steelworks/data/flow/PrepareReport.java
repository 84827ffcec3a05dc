package org.steelworks.data.flow;

import java.util.List;
import org.steelworks.data.evidence.DuplicatePair;
import org.steelworks.data.unit.UnitTally;

/**
 * What a cleaning did; {@code report.json} holds the same. All but the times depends on the inputs and the rules alone.
 *
 * @param plan digest of inputs, recipes and rules
 * @param sets in the order of the specification
 * @param total of all sets, without operators
 * @param outputs every other file of the result
 * @param notes what else a user should know, a sentence each
 */
public record PrepareReport(
        String plan, List<SetReport> sets, UnitTally total, List<Output> outputs, List<String> notes) {
    public PrepareReport {
        sets = List.copyOf(sets);
        outputs = List.copyOf(outputs);
        notes = List.copyOf(notes);
    }

    /**
     * What became of one input set.
     *
     * @param duplicates by deduplicator, in the recipe's order, the first documents that it dropped with what stayed
     */
    public record SetReport(
            String name, String recipe, int files, long bytes, UnitTally tally, List<List<DuplicatePair>> duplicates) {
        public SetReport {
            // reports had none once, and are read to be replaced
            duplicates = duplicates == null
                    ? List.of()
                    : duplicates.stream().map(List::copyOf).toList();
        }

        /** Those of an operator by its place in the recipe; none where it is no deduplicator. */
        List<DuplicatePair> duplicates(int operator) {
            int deduplicator = operator - (tally.operators().size() - duplicates.size());
            return deduplicator < 0 ? List.of() : duplicates.get(deduplicator);
        }
    }

    /**
     * One file of the result.
     *
     * @param file name in the output folder
     * @param sha256 of its content, hexadecimal
     */
    public record Output(String file, long bytes, String sha256) {}

    /** Documents that the recipes dropped. */
    public long dropped() {
        return total.documents() - total.kept();
    }
}
