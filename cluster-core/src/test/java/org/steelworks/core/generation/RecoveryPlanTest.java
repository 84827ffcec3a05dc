package org.steelworks.core.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.digest.Digest128;

class RecoveryPlanTest {
    private static final int BUCKETS = 2;

    private static BitSet held(int... buckets) {
        BitSet set = new BitSet();
        for (int bucket : buckets) {
            set.set(bucket);
        }
        return set;
    }

    private static Decision decision(long step) {
        return new Decision(step, true, step, 1.0, 1.0, 1.0, 1e-3, new Digest128(step, step), null, null, null);
    }

    /** A member that decided {@code step} in generation 3 and has prepared {@code prepared} in {@code preparedIn}. */
    private static StopReport report(long step, long prepared, long preparedIn, int... buckets) {
        return new StopReport(
                step,
                Math.max(step, 0),
                3,
                prepared,
                preparedIn,
                held(buckets),
                held(buckets),
                3,
                step > 0 ? decision(step) : null,
                List.of());
    }

    @Test
    void shouldTakeTheHighestStepAndCountMembersThatCanApplyIt() {
        RecoveryPlan plan = RecoveryPlan.of(List.of(report(7, 8, 3, 0), report(6, 7, 3, 1)), null, 0, BUCKETS);

        assertThat(plan.step()).isEqualTo(7);
        assertThat(plan.appliedSteps()).isEqualTo(7);
        assertThat(plan.has()).containsExactly(held(0), held(1));
    }

    @Test
    void shouldNotCountAMemberThatPreparedTheStepInAnotherGeneration() {
        RecoveryPlan plan = RecoveryPlan.of(List.of(report(7, 8, 3, 0, 1), report(6, 7, 2, 1)), null, 0, BUCKETS);

        assertThat(plan.step()).isEqualTo(7);
        assertThat(plan.has()).containsExactly(held(0, 1), held());
    }

    @Test
    void shouldGoBackToTheStepOfWhichEveryBucketIsThere() {
        RecoveryPlan plan =
                RecoveryPlan.of(List.of(report(4, 4, 2, 0), report(3, 3, 3, 0), report(3, 3, 3, 1)), null, 0, BUCKETS);

        assertThat(plan.step()).isEqualTo(3);
        assertThat(plan.has()).containsExactly(held(), held(0), held(1));
    }

    @Test
    void shouldNameTheBucketThatNobodyHasAnyMore() {
        RecoveryPlan plan = RecoveryPlan.of(List.of(report(7, 7, 3, 0), report(-1, -1, 0)), null, 0, BUCKETS);

        assertThat(plan.step()).isNegative();
        assertThat(plan.reason()).isEqualTo("bucket 1 has no holder at step 7 any more");
        assertThat(RecoveryPlan.of(List.of(report(-1, -1, 0)), null, 0, BUCKETS).reason())
                .isEqualTo("no member has state of the run");
    }

    @Test
    void shouldUseTheJournalledDecisionWhereItsDecidersAreGone() {
        RecoveryPlan plan = RecoveryPlan.of(
                List.of(new StopReport(7, 7, 3, 7, 3, held(0, 1), held(0, 1), 3, null, List.of())),
                decision(7),
                3,
                BUCKETS);

        assertThat(plan.decision()).isEqualTo(decision(7));
        assertThat(plan.decidedIn()).isEqualTo(3);
    }
}
