package org.steelworks.ops.wiring;

import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.id.RunId;
import org.steelworks.core.run.RunFeed;
import org.steelworks.data.actor.RunFeeder;
import org.steelworks.data.actor.ShardSupervisor;

/** The feed of a run as its coordinator sees it, whichever node it is on. Any thread. */
final class MovingFeed implements RunFeed {
    private final ActorRef<RunFeeder.Command> feeder;
    private volatile RunFeeder.Source source;
    private volatile DataBook book;
    private volatile Consumer<String> failed;
    private volatile String failure;

    MovingFeed(ActorRef<RunFeeder.Command> feeder, RunFeeder.Source source) {
        this.feeder = feeder;
        this.source = source;
    }

    /** Before anybody asks: whose ledger is fed. */
    void book(DataBook of) {
        book = of;
    }

    /** Another node feeds the run from the next generation on. */
    void moved(RunFeeder.Source now) {
        source = now;
    }

    /** Nobody feeds it any more, and why. */
    void failed(String reason) {
        failure = reason;
        Consumer<String> told = failed;
        if (told != null) {
            told.accept(reason);
        }
    }

    @Override
    public Endpoint endpoint() {
        return source.endpoint();
    }

    @Override
    public String reason() {
        return source.own() ? "" : source.reason();
    }

    @Override
    public void serve(RunId run, GenerationPlan plan, List<Endpoint> members, Consumer<String> told) {
        failed = told;
        feeder.tell(new RunFeeder.Serve(new ShardSupervisor.Serve(
                plan.generation().number(), plan.generation().members(), members, book.ledger())));
        String before = failure;
        if (before != null) {
            told.accept(before);
        }
    }
}
