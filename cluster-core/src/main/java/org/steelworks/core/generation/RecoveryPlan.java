package org.steelworks.core.generation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * From the answers to Stop: which step the next generation starts from and who can serve which bucket.
 *
 * @param step T, the highest decided step of which every bucket has a holder; -1 where nobody has state or some bucket has no holder left, so that the
 *     run must start from a checkpoint or from the beginning
 * @param appliedSteps AdamW's step count after T
 * @param decision the decision of T if any report has it, else null
 * @param decidedIn number of the generation that made that decision
 * @param has per report the buckets that member has at T, once it applied T's decision where it is one behind
 * @param reason one sentence for the journal
 */
public record RecoveryPlan(
        long step, long appliedSteps, Decision decision, long decidedIn, List<BitSet> has, String reason) {

    /**
     * @param reports one per member of the next generation, in its order
     * @param known T's decision as the coordinator journalled it with the stopped generation, or null
     * @param knownIn number of the generation that made it
     * @param buckets number of buckets
     */
    public static RecoveryPlan of(List<StopReport> reports, Decision known, long knownIn, int buckets) {
        List<Long> decided = reports.stream()
                .map(StopReport::decided)
                .filter(step -> step >= 0)
                .distinct()
                .sorted(Comparator.reverseOrder())
                .toList();
        String reason = "no member has state of the run";
        for (long step : decided) {
            RecoveryPlan plan = at(step, reports, known, knownIn, buckets);
            if (plan.step() >= 0) {
                return plan;
            }
            reason = reason.startsWith("bucket") ? reason : plan.reason();
        }
        return none(reports.size(), reason);
    }

    /**
     * A step that is decided but not stable may be known to a member that the others went on without: then its buckets
     * are not all there, and the step that the others have is as good, for what follows is computed again to the same
     * bits.
     */
    private static RecoveryPlan at(long step, List<StopReport> reports, Decision known, long knownIn, int buckets) {
        Decision decision = known != null && known.step() == step ? known : null;
        long decidedIn = decision == null ? 0 : knownIn;
        long applied = -1;
        for (StopReport report : reports) {
            if (report.decided() == step) {
                applied = report.appliedSteps();
                if (report.decision() != null && report.decision().step() == step) {
                    decision = report.decision();
                    decidedIn = report.decidedIn();
                }
            }
        }
        List<BitSet> has = new ArrayList<>();
        BitSet covered = new BitSet(buckets);
        for (StopReport report : reports) {
            BitSet at = new BitSet(buckets);
            boolean behind = decision != null
                    && report.decided() == step - 1
                    && report.prepared() == step
                    && report.preparedIn() == decidedIn;
            if (report.decided() == step || behind) {
                at.or(report.held());
            }
            covered.or(at);
            has.add(at);
        }
        if (covered.cardinality() < buckets) {
            return none(
                    reports.size(),
                    "bucket " + covered.nextClearBit(0) + " has no holder at step " + step + " any more");
        }
        return new RecoveryPlan(
                step, applied, decision, decidedIn, List.copyOf(has), "step " + step + " is the last decided");
    }

    private static RecoveryPlan none(int members, String reason) {
        List<BitSet> has = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            has.add(new BitSet());
        }
        return new RecoveryPlan(-1, 0, null, 0, has, reason);
    }
}
