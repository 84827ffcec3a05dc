package org.steelworks.eval.actor;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.steelworks.eval.run.EvalListener;
import org.steelworks.eval.run.EvalRun;
import org.steelworks.eval.run.EvalSpec;
import org.steelworks.eval.score.ScoreReport;

/**
 * Runs one evaluation at a time, on its own thread: spawn on the blocking dispatcher. Requests wait in the mailbox. A
 * failure is an answer. Setting {@code cancelled} lets the evaluation end after the
 * sample in work, and the same request goes on from there.
 */
public final class EvalActor extends AbstractBehavior<EvalActor.Command> {
    /** What it understands. */
    public sealed interface Command {}

    /** Evaluate; {@link Scored} or {@link Failed} answers. */
    public record Evaluate(EvalSpec spec, EvalListener listener, ActorRef<Answer> replyTo) implements Command {}

    /** What it answers. */
    public sealed interface Answer {}

    /** The evaluation is done and its files are written. */
    public record Scored(ScoreReport report) implements Answer {}

    /** It cannot be done; the reason says what to do. */
    public record Failed(String reason) implements Answer {}

    private final AtomicBoolean cancelled;

    private EvalActor(ActorContext<Command> context, AtomicBoolean cancelled) {
        super(context);
        this.cancelled = cancelled;
    }

    /** @param cancelled set from outside to stop the evaluation in work, which the mailbox could not */
    public static Behavior<Command> create(AtomicBoolean cancelled) {
        return Behaviors.setup(context -> new EvalActor(context, cancelled));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Evaluate.class, this::onEvaluate).build();
    }

    private Behavior<Command> onEvaluate(Evaluate request) {
        try {
            ScoreReport report = EvalRun.run(request.spec(), request.listener(), cancelled::get);
            request.replyTo().tell(new Scored(report));
        } catch (IOException | RuntimeException e) {
            request.replyTo().tell(new Failed(e.getMessage() == null ? e.toString() : e.getMessage()));
        }
        return this;
    }
}
