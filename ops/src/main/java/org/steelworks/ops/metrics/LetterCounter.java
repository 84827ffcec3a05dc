package org.steelworks.ops.metrics;

import org.apache.pekko.actor.DeadLetter;
import org.apache.pekko.actor.UnhandledMessage;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Counts messages of this actor system that nobody received or handled. */
public final class LetterCounter {
    private LetterCounter() {}

    /** An actor that counts as long as it lives. */
    public static Behavior<Void> create(Meters meters) {
        return Behaviors.<Object>setup(context -> {
                    var stream = context.getSystem().eventStream();
                    stream.tell(new EventStream.Subscribe<>(
                            DeadLetter.class, context.getSelf().narrow()));
                    stream.tell(new EventStream.Subscribe<>(
                            UnhandledMessage.class, context.getSelf().narrow()));
                    return Behaviors.receive(Object.class)
                            .onMessage(DeadLetter.class, letter -> {
                                meters.deadLetter();
                                return Behaviors.same();
                            })
                            .onMessage(UnhandledMessage.class, message -> {
                                meters.unhandled();
                                return Behaviors.same();
                            })
                            .build();
                })
                .narrow();
    }
}
