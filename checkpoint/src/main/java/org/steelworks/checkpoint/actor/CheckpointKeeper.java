package org.steelworks.checkpoint.actor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.catalog.CheckpointPublisher;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.FormatException;

/**
 * Collects what the members wrote for one step and publishes it once all of it is there and ledger and metrics are
 * durable through that step. One per run, one save at a time; every {@link Begin} is answered exactly once, with {@link
 * Published} or {@link Failed}. A failed save leaves the published checkpoints as they were; the next one is tried at its
 * schedule. Messages of a step that is not being saved are dropped and counted, except that groups may come before their
 * {@link Begin}: those of one step to come are kept.
 *
 * <p>States: idle → collecting ({@code Begin}) → waiting for the ledger (last group) → idle (published or failed).
 *
 * <p>Blocks on the disk: spawn on the blocking dispatcher.
 */
public final class CheckpointKeeper extends AbstractBehavior<CheckpointKeeper.Command> {
    /** Members whose groups are kept before their save begins. */
    static final int MAX_EARLY_GROUPS = 4096;

    private static final String DEADLINE = "deadline";

    public sealed interface Command {}

    /**
     * A save begins.
     *
     * @param generation in which the members write; groups of another one are dropped
     * @param facts what the checkpoint will say of itself
     * @param members who will send a group; those without a primary bucket send none
     */
    public record Begin(long generation, CheckpointFacts facts, Set<String> members, ActorRef<Answer> replyTo)
            implements Command {
        public Begin {
            members = Set.copyOf(members);
        }
    }

    /** A member's buckets are on the disk. */
    public record PartWritten(long generation, BucketGroup group) implements Command {}

    /** A member could not write its buckets. */
    public record PartFailed(long generation, long step, String member, String reason) implements Command {}

    /** The save is given up, such as by a new generation. */
    public record Abandon(long step, String reason) implements Command {}

    private record LedgerDurable(Save save, long through) implements Command {}

    private record LedgerFailed(Save save, String reason) implements Command {}

    private record DeadlinePassed(Save save) implements Command {}

    public sealed interface Answer {
        long step();
    }

    /**
     * The checkpoint is there and survives a power cut.
     *
     * @param deleted steps that retention let go
     * @param notes sentences for the run's events
     */
    public record Published(long step, String folder, long bytes, List<Long> deleted, List<String> notes)
            implements Answer {
        public Published {
            deleted = List.copyOf(deleted);
            notes = List.copyOf(notes);
        }
    }

    /** There is no checkpoint of this step; training goes on. */
    public record Failed(long step, String reason) implements Answer {}

    /** One attempt; two attempts at the same step are told apart by identity. */
    private static final class Save {
        private final Begin begin;
        private final Map<String, BucketGroup> groups = new LinkedHashMap<>();

        Save(Begin begin) {
            this.begin = begin;
        }

        long step() {
            return begin.facts().step();
        }

        Set<String> missing() {
            Set<String> missing = new TreeSet<>(begin.members());
            missing.removeAll(groups.keySet());
            return missing;
        }
    }

    private final CheckpointPublisher publisher;
    private final LedgerGate ledger;
    private final Duration deadline;
    private final TimerScheduler<Command> timers;
    private final Map<String, PartWritten> early = new LinkedHashMap<>();
    private long earlyStep = -1;
    private Save save;
    private long dropped;

    /** What to do at the start with temporary folders that are there. */
    public enum Leftovers {
        /** Remove them: nobody can be writing, as at a cold start of the run. */
        CLEAR,
        /** Leave them: members may be writing, as when a coordinator succeeds another. A later publication clears them. */
        KEEP
    }

    /**
     * Creates the behaviour.
     *
     * @param deadline longest time from {@code Begin} to publication; past it the save fails
     */
    public static Behavior<Command> create(
            CheckpointPublisher publisher, LedgerGate ledger, Duration deadline, Leftovers leftovers) {
        return Behaviors.setup(context -> {
            if (leftovers == Leftovers.CLEAR) {
                List<String> cleared = publisher.catalog().clearTemporary(Long.MAX_VALUE);
                if (!cleared.isEmpty()) {
                    context.getLog().info("removed unfinished checkpoints {}", cleared);
                }
            }
            return Behaviors.withTimers(timers -> new CheckpointKeeper(context, publisher, ledger, deadline, timers));
        });
    }

    private CheckpointKeeper(
            ActorContext<Command> context,
            CheckpointPublisher publisher,
            LedgerGate ledger,
            Duration deadline,
            TimerScheduler<Command> timers) {
        super(context);
        this.publisher = publisher;
        this.ledger = ledger;
        this.deadline = deadline;
        this.timers = timers;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Begin.class, this::onBegin)
                .onMessage(PartWritten.class, this::onPartWritten)
                .onMessage(PartFailed.class, this::onPartFailed)
                .onMessage(Abandon.class, this::onAbandon)
                .onMessage(LedgerDurable.class, this::onLedgerDurable)
                .onMessage(LedgerFailed.class, this::onLedgerFailed)
                .onMessage(DeadlinePassed.class, this::onDeadlinePassed)
                .build();
    }

    private Behavior<Command> onBegin(Begin begin) {
        long step = begin.facts().step();
        if (save != null) {
            if (step != save.step()) {
                forgetEarly(step);
                discard(step);
            }
            String reason = "the save of step " + save.step() + " is still in flight, waiting for " + waitingFor();
            begin.replyTo().tell(new Failed(step, reason));
            return this;
        }
        save = new Save(begin);
        if (earlyStep == step) {
            early.values().forEach(this::accept);
        }
        forgetEarly(step);
        timers.startSingleTimer(DEADLINE, new DeadlinePassed(save), deadline);
        askLedgerWhenComplete();
        return this;
    }

    private Behavior<Command> onPartWritten(PartWritten written) {
        BucketGroup group = written.group();
        boolean ahead = save == null || group.step() > save.step();
        if (ahead && group.step() >= earlyStep) {
            keepEarly(written);
        } else if (!concerns(group.step())) {
            drop("a group of member " + group.member() + " for step " + group.step());
        } else if (accept(written)) {
            askLedgerWhenComplete();
        }
        return this;
    }

    /** Whether the group was missing so far. */
    private boolean accept(PartWritten written) {
        String member = written.group().member();
        if (written.generation() != save.begin.generation()) {
            drop("a group of " + member + " of generation " + written.generation());
            return false;
        }
        if (!save.begin.members().contains(member)) {
            drop("a group of " + member + ", which is no member of the save of step " + save.step());
            return false;
        }
        return save.groups.put(member, written.group()) == null;
    }

    private void keepEarly(PartWritten written) {
        String member = written.group().member();
        if (written.group().step() > earlyStep) {
            early.clear();
            earlyStep = written.group().step();
        }
        PartWritten kept = early.get(member);
        boolean room = kept == null && early.size() < MAX_EARLY_GROUPS;
        if (room || kept != null && kept.generation() <= written.generation()) {
            early.put(member, written);
        } else {
            drop("an early group of member " + member + " of generation " + written.generation());
        }
    }

    private void askLedgerWhenComplete() {
        if (!save.missing().isEmpty()) {
            return;
        }
        Save asking = save;
        getContext()
                .pipeToSelf(
                        ledger.durableThrough(asking.step()),
                        (through, failure) -> failure == null
                                ? new LedgerDurable(asking, through)
                                : new LedgerFailed(asking, String.valueOf(failure.getMessage())));
    }

    private Behavior<Command> onLedgerDurable(LedgerDurable durable) {
        if (durable.save() != save) {
            drop("the ledger's answer for step " + durable.save().step());
        } else if (durable.through() < save.step()) {
            fail("the ledger is durable through step " + durable.through() + " only");
        } else {
            publish();
        }
        return this;
    }

    private void publish() {
        long step = save.step();
        try {
            CheckpointPublisher.Publication publication =
                    publisher.publish(save.begin.facts(), new ArrayList<>(save.groups.values()));
            clearLeftovers(step);
            answer(new Published(
                    step,
                    publication.checkpoint().name(),
                    publication.checkpoint().bytes(),
                    publication.deleted(),
                    publication.notes()));
        } catch (IOException | FormatException e) {
            fail("publishing failed: " + e.getMessage());
        }
    }

    /** What failed saves before this one left, now that none of them can be in flight. */
    private void clearLeftovers(long step) {
        try {
            publisher.catalog().clearTemporary(step);
        } catch (IOException e) {
            getContext().getLog().warn("unfinished checkpoints before step {} stay behind: {}", step, e.getMessage());
        }
    }

    private Behavior<Command> onPartFailed(PartFailed failed) {
        if (concerns(failed.step()) && failed.generation() == save.begin.generation()) {
            fail("member " + failed.member() + " could not write its buckets: " + failed.reason());
        } else {
            drop("the failure of member " + failed.member() + " for step " + failed.step() + " of generation "
                    + failed.generation());
        }
        return this;
    }

    private Behavior<Command> onAbandon(Abandon abandon) {
        if (concerns(abandon.step())) {
            fail("abandoned: " + abandon.reason());
        } else if (save == null && abandon.step() == earlyStep) {
            forgetEarly(abandon.step());
            discard(abandon.step());
        }
        return this;
    }

    private Behavior<Command> onLedgerFailed(LedgerFailed failed) {
        if (failed.save() == save) {
            fail("the ledger could not be made durable: " + failed.reason());
        }
        return this;
    }

    private Behavior<Command> onDeadlinePassed(DeadlinePassed passed) {
        if (passed.save() == save) {
            fail("not finished after " + deadline.toSeconds() + " s, waiting for " + waitingFor());
        }
        return this;
    }

    private String waitingFor() {
        Set<String> missing = save.missing();
        return missing.isEmpty() ? "the ledger" : "members " + missing;
    }

    private boolean concerns(long step) {
        return save != null && save.step() == step;
    }

    private void fail(String reason) {
        long step = save.step();
        getContext().getLog().warn("checkpoint of step {} failed: {}", step, reason);
        discard(step);
        answer(new Failed(step, reason));
    }

    /** A member that still writes keeps writing to a file without a name; a late folder goes at the next start. */
    private void discard(long step) {
        try {
            publisher.discard(step);
        } catch (IOException e) {
            getContext().getLog().warn("unfinished checkpoint of step {} stays behind: {}", step, e.getMessage());
        }
    }

    private void answer(Answer answer) {
        timers.cancel(DEADLINE);
        save.begin.replyTo().tell(answer);
        save = null;
    }

    /** Forgets what came early for this step and those before. */
    private void forgetEarly(long step) {
        if (earlyStep <= step) {
            early.clear();
            earlyStep = -1;
        }
    }

    private void drop(String what) {
        dropped++;
        getContext().getLog().debug("dropped {}; {} messages dropped so far", what, dropped);
    }
}
