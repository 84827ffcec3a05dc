package org.steelworks.data.unit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of the records of one unit, or of several added up.
 *
 * @param lines of the files, blank ones included
 * @param records lines that are not blank
 * @param blank lines passed over
 * @param documents records that became a document
 * @param kept documents that passed the recipe
 * @param quarantined records that did not have the format
 * @param skipped sound records that the data set's rule leaves out, by reason
 * @param operators in the recipe's order
 */
public record UnitTally(
        long lines,
        long records,
        long blank,
        long documents,
        long kept,
        long quarantined,
        Map<String, Long> skipped,
        List<OperatorTally> operators) {
    /** Nothing yet. */
    public static final UnitTally NONE = new UnitTally(0, 0, 0, 0, 0, 0, Map.of(), List.of());

    public UnitTally {
        skipped = Collections.unmodifiableMap(new TreeMap<>(skipped));
        operators = List.copyOf(operators);
    }

    /** Nothing yet, with operators that have had nothing. */
    public static UnitTally none(List<String> operators) {
        return NONE.with(
                0,
                operators.stream()
                        .map(name -> new OperatorTally(name, 0, 0, 0, 0))
                        .toList());
    }

    /** Both together; a tally without operators has none to add. */
    public UnitTally plus(UnitTally other) {
        Map<String, Long> skips = new TreeMap<>(skipped);
        other.skipped.forEach((reason, count) -> skips.merge(reason, count, Long::sum));
        return new UnitTally(
                lines + other.lines,
                records + other.records,
                blank + other.blank,
                documents + other.documents,
                kept + other.kept,
                quarantined + other.quarantined,
                skips,
                sum(operators, other.operators));
    }

    /** The same records with other numbers of documents kept and other counts of operators. */
    public UnitTally with(long keptNow, List<OperatorTally> operatorsNow) {
        return new UnitTally(lines, records, blank, documents, keptNow, quarantined, skipped, operatorsNow);
    }

    private static List<OperatorTally> sum(List<OperatorTally> one, List<OperatorTally> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        List<OperatorTally> sums = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            sums.add(one.get(i).plus(other.get(i)));
        }
        return sums;
    }
}
