package org.steelworks.core.run;

import java.util.List;
import java.util.function.LongPredicate;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.id.RunId;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.run.machine.RunPlanSettings;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.TrainSpec;

/**
 * What a coordinator is to run.
 *
 * @param setup what workers must know
 * @param plan what generations are formed by
 * @param workers how many workers it may claim
 * @param fence fencing number of the scheduler that starts it
 */
public record RunAssignment(RunSetup setup, RunPlanSettings plan, int workers, long fence) {

    /**
     * The assignment of a training recipe. The number of members is bounded by what is claimed, so that it can change
     * while the run goes on.
     *
     * @param checkpoints absolute folder of the run's checkpoints
     * @param weightsDigestEvery steps between digests of the weights
     * @param snapshotDue whether the state after a step is to be saved
     * @param validationBatches micro-batches of a validation, 0 for none
     */
    public static RunAssignment of(
            RunId run,
            RunSpec spec,
            String checkpoints,
            int weightsDigestEvery,
            LongPredicate snapshotDue,
            int validationBatches,
            int workers,
            long fence) {
        RunSetup setup = new RunSetup(
                run,
                spec.model().spec(),
                spec.train(),
                spec.data().sequenceLength(),
                spec.model().init() == null ? "" : spec.model().init(),
                checkpoints,
                spec.checkpoint().everySteps(),
                validationBatches);
        int[] elements = BucketPlan.of(ParameterTable.of(spec.model().spec())).buckets().stream()
                .mapToInt(Bucket::length)
                .toArray();
        RunPlanSettings plan = new RunPlanSettings(
                spec.train().leaves(),
                elements,
                spec.cluster().minWorkers(),
                Integer.MAX_VALUE,
                spec.cluster().replicas(),
                spec.train().steps(),
                weightsDigestEvery,
                spec.train().nonFinite() == TrainSpec.NonFinite.SKIP,
                snapshotDue,
                parts -> Digest128.combine(List.of(parts)));
        return new RunAssignment(setup, plan, workers, fence);
    }
}
