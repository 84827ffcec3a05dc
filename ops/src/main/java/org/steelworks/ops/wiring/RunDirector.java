package org.steelworks.ops.wiring;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.steelworks.core.job.DataRequest;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.job.RunLauncher;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.spec.RunKind;

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
            case PREPARE ->
                refuse(
                        request,
                        "kind prepare runs where the files are: use `steel prepare "
                                + request.recipe().spec().kind().key() + "` on that machine");
        };
    }

    @Override
    public Behavior<Void> addData(DataRequest request) {
        return request.recipe().spec().kind() == RunKind.PRETRAIN
                ? StoppedRunData.adding(request)
                : RunLauncher.super.addData(request);
    }

    private static Behavior<RunCommand> refuse(RunRequest request, String reason) {
        return Behaviors.setup(context -> {
            request.replyTo().tell(new RunUpdate.Failed(0, reason));
            return Behaviors.ignore();
        });
    }
}
