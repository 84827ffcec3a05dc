package org.steelworks.gpu.train;

import java.util.Arrays;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.run.machine.RunPlanSettings;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.optim.LearningRateSchedule;
import org.steelworks.gpu.step.StepScience;

/** The arithmetic of a run's steps from its recipe: the same for a member of a cluster and for a replay. */
public final class RunScience {
    private RunScience() {}

    /** @param buckets number of buckets of the run's state */
    public static StepScience of(RunSetup setup, int buckets) {
        LearningRateSchedule schedule = LearningRateSchedule.of(setup.train());
        long last = setup.train().steps();
        long every = setup.checkpointEvery();
        long validateEvery = setup.train().validateEvery();
        boolean validates = setup.validationBatches() > 0 && validateEvery > 0;
        return new StepScience(
                setup.train().leaves(),
                buckets,
                setup.train().loss().normalize() == TrainSpec.Loss.Normalize.TOKEN,
                setup.train().optimizer().gradClip(),
                step -> schedule.rate(step - 1),
                RunPlanSettings.WEIGHTS_DIGEST_EVERY,
                step -> step == last || step % every == 0,
                step -> validates && (step == last || step % validateEvery == 0),
                setup.validationBatches(),
                parts -> Digest128.combine(Arrays.asList(parts)));
    }
}
