package org.steelworks.ops.run;

import org.steelworks.core.generation.Decision;
import org.steelworks.core.ledger.StepRecord;
import org.steelworks.data.feed.FeedPlan;
import org.steelworks.data.feed.SampleRange;

/** What the ledger says of a decided step. */
public final class StepRecords {
    private StepRecords() {}

    public static StepRecord of(Decision decision, FeedPlan feed) {
        SampleRange samples = feed.step(decision.step());
        return new StepRecord(
                decision.step(),
                decision.apply() ? StepRecord.Outcome.APPLIED : StepRecord.Outcome.SKIPPED,
                decision.gradientDigest(),
                decision.weightsDigest(),
                samples.first(),
                samples.end());
    }
}
