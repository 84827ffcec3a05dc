package org.steelworks.core.job;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.steelworks.core.id.JobId;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.recipe.RecipeException;
import org.steelworks.core.recipe.RecipeReader;

/** The runs of active jobs: starts them as children of the scheduler, passes commands on, forgets them. */
final class Runs {
    /** Makes the scheduler's own message of a run's update. */
    @FunctionalInterface
    interface UpdateMessage {
        JobScheduler.Command of(JobId job, int attempt, RunUpdate update);
    }

    private final ActorContext<JobScheduler.Command> context;
    private final RecipeReader recipes;
    private final RunLauncher launcher;
    private final UpdateMessage messages;
    private final Map<JobId, RunSlot> slots = new HashMap<>();

    Runs(
            ActorContext<JobScheduler.Command> context,
            RecipeReader recipes,
            RunLauncher launcher,
            UpdateMessage messages) {
        this.context = context;
        this.recipes = recipes;
        this.launcher = launcher;
        this.messages = messages;
    }

    /**
     * Starts the run of a job. A recipe that can no longer be read comes back as {@link RunUpdate.Failed}.
     *
     * @param resume whether the folder may hold an earlier part of it
     * @param restarts how often it was started again without getting further than {@code stepBefore}
     */
    void launch(Job job, long fence, boolean resume, int restarts, long stepBefore) {
        ActorRef<JobScheduler.Command> self = context.getSelf();
        JobId id = job.id();
        int attempt = job.attempt();
        Recipe recipe;
        try {
            recipe = recipes.read(job.recipe(), "recipe.resolved.yaml", Path.of(job.dir()), Overrides.none());
        } catch (RecipeException e) {
            self.tell(messages.of(id, attempt, new RunUpdate.Failed(job.step(), e.getMessage())));
            return;
        }
        ActorRef<RunUpdate> updates = context.spawnAnonymous(Behaviors.receiveMessage(update -> {
            self.tell(messages.of(id, attempt, update));
            return Behaviors.same();
        }));
        ActorRef<RunCommand> actor = context.spawnAnonymous(
                launcher.launch(new RunRequest(id, recipe, Path.of(job.dir()), resume, job.workers(), fence, updates)),
                DispatcherSelector.blocking());
        context.watch(actor);
        slots.put(id, new RunSlot(attempt, restarts, stepBefore, actor, updates));
        if (job.state() == JobState.STOPPING) {
            actor.tell(new RunCommand.Stop());
        }
    }

    /** Changes the data of a job: its run does where there is one. A recipe that can no longer be read is answered as a refusal. */
    void changeData(Job job, long fence, RunCommand.ChangeData asked) {
        RunSlot slot = slots.get(job.id());
        if (slot != null) {
            slot.actor().tell(asked);
            return;
        }
        try {
            Path dir = Path.of(job.dir());
            Recipe recipe = recipes.read(job.recipe(), "recipe.resolved.yaml", dir, Overrides.none());
            context.spawnAnonymous(launcher.changeData(new DataRequest(job.id(), recipe, dir, fence, asked)));
        } catch (RecipeException e) {
            asked.replyTo()
                    .tell(new JobAnswer.Refused(
                            JobAnswer.Cause.INVALID_RECIPE, e.getMessage(), "Put back what the recipe needs"));
        }
    }

    /** The run of a job, or null. */
    RunSlot find(JobId job) {
        return slots.get(job);
    }

    Optional<JobId> jobOf(ActorRef<?> actor) {
        return slots.entrySet().stream()
                .filter(entry -> entry.getValue().actor().path().equals(actor.path()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    void tell(JobId job, RunCommand command) {
        RunSlot slot = slots.get(job);
        if (slot != null) {
            slot.actor().tell(command);
        }
    }

    void progressed(JobId job, RunUpdate.Progress progress) {
        RunSlot slot = slots.get(job);
        if (slot != null) {
            slot.progressed(progress);
        }
    }

    void cleaned(JobId job, RunUpdate.Cleaned cleaned) {
        RunSlot slot = slots.get(job);
        if (slot != null) {
            slot.cleaned(cleaned);
        }
    }

    void waits(JobId job, String reason) {
        RunSlot slot = slots.get(job);
        if (slot != null) {
            slot.waits(reason);
        }
    }

    /** Ends the run's actors. */
    void forget(JobId job) {
        RunSlot slot = slots.remove(job);
        if (slot != null) {
            context.unwatch(slot.actor());
            context.stop(slot.actor());
            context.stop(slot.updates());
        }
    }
}
