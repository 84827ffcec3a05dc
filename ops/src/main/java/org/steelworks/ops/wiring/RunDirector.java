package org.steelworks.ops.wiring;

import org.apache.pekko.actor.typed.Behavior;
import org.steelworks.core.job.DataRequest;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.job.RunLauncher;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.spec.RunKind;
import org.steelworks.ops.prepare.CleaningJob;

/** Which behaviour a recipe's kind starts. */
final class RunDirector implements RunLauncher {
    private final PretrainLauncher.Surroundings surroundings;

    RunDirector(PretrainLauncher.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Behavior<RunCommand> launch(RunRequest request) {
        return switch (request.recipe().spec().kind()) {
            case PRETRAIN -> PretrainLauncher.launch(request, surroundings);
            case PREPARE -> CleaningJob.launch(request, surroundings.watcher(), surroundings.clock());
        };
    }

    @Override
    public Behavior<Void> changeData(DataRequest request) {
        return request.recipe().spec().kind() == RunKind.PRETRAIN
                ? StoppedRunData.changing(request)
                : RunLauncher.super.changeData(request);
    }
}
