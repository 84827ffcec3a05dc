package org.steelworks.data.prepare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.data.flow.PreparePlan;
import org.steelworks.data.flow.PrepareProgress;
import org.steelworks.data.unit.Unit;
import org.steelworks.data.unit.UnitTally;

/** Adds up how far a cleaning is. Not thread-safe. */
final class CleaningProgress {
    private final PreparePlan plan;
    private final Map<String, Long> bytesInWork = new HashMap<>();
    private int unitsDone;
    private long bytesDone;
    private UnitTally done = UnitTally.NONE;

    CleaningProgress(PreparePlan plan) {
        this.plan = plan;
    }

    /** A unit is done, now or in an earlier run. */
    void done(Unit unit, UnitTally tally) {
        unitsDone++;
        bytesDone += unit.bytes();
        done = done.plus(new UnitTally(0, 0, 0, tally.documents(), tally.kept(), 0, Map.of(), List.of()));
    }

    /** An attempt has read so many bytes of its unit, which some formats read beyond its end. */
    void read(String attempt, Unit unit, long bytes) {
        bytesInWork.put(attempt, Math.min(unit.bytes(), bytes));
    }

    /** The attempt is over: what it read counts no more. */
    void over(String attempt) {
        bytesInWork.remove(attempt);
    }

    PrepareProgress now(int nodes, String heldUp) {
        long partly = bytesInWork.values().stream().mapToLong(Long::longValue).sum();
        return new PrepareProgress(
                unitsDone,
                plan.units().size(),
                bytesDone + partly,
                plan.bytes(),
                done.documents(),
                done.kept(),
                nodes,
                heldUp);
    }
}
