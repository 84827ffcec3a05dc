package org.steelworks.data.flow;

import java.util.List;
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

    /** What became of one input set. */
    public record SetReport(String name, String recipe, int files, long bytes, UnitTally tally) {}

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
