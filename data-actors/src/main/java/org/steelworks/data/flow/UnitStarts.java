package org.steelworks.data.flow;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.steelworks.data.unit.InputFile;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitTally;

/**
 * Where units begin in their files, counted in lines or records: what the earlier units of the same file have. Numbers are
 * counted within units until these are put together.
 */
record UnitStarts(Map<Integer, Long> before) {
    UnitStarts {
        before = Map.copyOf(before);
    }

    /**
     * @param tallies of all units of the plan
     * @param counted what of a unit counts, such as its records
     */
    static UnitStarts of(PreparePlan plan, Map<Integer, UnitTally> tallies, ToLongFunction<UnitTally> counted) {
        Map<Integer, Long> before = new HashMap<>();
        InputFile file = null;
        long sum = 0;
        for (Unit unit : plan.units()) {
            sum = unit.file().equals(file) ? sum : 0;
            file = unit.file();
            before.put(unit.number(), sum);
            sum += counted.applyAsLong(tallies.get(unit.number()));
        }
        return new UnitStarts(before);
    }

    long of(Unit unit) {
        return before.get(unit.number());
    }
}
