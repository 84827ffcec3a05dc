package org.steelworks.core.run;

import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** A coordinator as its files see it. */
final class CoordinatorHost implements RunPorts.Host {
    private final ActorContext<RunCoordinator.Command> context;
    private final ActorRef<RunCoordinator.Command> self;

    CoordinatorHost(ActorContext<RunCoordinator.Command> context) {
        this.context = context;
        this.self = context.getSelf();
    }

    @Override
    public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
        ActorRef<T> child = context.spawn(behavior, name, DispatcherSelector.blocking());
        context.watch(child);
        return child;
    }

    @Override
    public void published(long step) {
        self.tell(new RunCoordinator.CheckpointPublished(step));
    }

    @Override
    public void waiting(String reason) {
        self.tell(new RunCoordinator.FilesWait(reason));
    }

    @Override
    public void publishFailed(long step, String why) {
        self.tell(new RunCoordinator.CheckpointFailed(step, why));
    }
}
