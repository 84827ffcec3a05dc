package org.steelworks.ops.status;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.MailboxSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Watches the health of one node's actors from inside: what they handle, when, how long it takes, why they fail. Wrap a
 * behaviour with {@link #watched} <em>inside</em> its supervision, spawn it with {@link #props}, and let an
 * {@link ActorHealthReporter} tell the status boards. One object per actor system. Thread-safe.
 */
public final class ActorHealth {
    /** The mailbox of watched actors that need other properties besides. */
    public static final String MAILBOX = "steel.counted-mailbox";

    /** A message that takes longer makes its actor busy. */
    static final Duration BUSY_AFTER = Duration.ofSeconds(1);

    private final String node;
    private final Clock clock;
    private final Map<String, Pulse> pulses = new ConcurrentHashMap<>();

    public ActorHealth(String node, Clock clock) {
        this.node = node;
        this.clock = clock;
    }

    /** What a watched actor is spawned with, so that its mailbox is counted. */
    public static Props props() {
        return MailboxSelector.fromConfig(MAILBOX);
    }

    /**
     * The same behaviour, watched.
     *
     * @param type of its messages
     * @param role what it is, for people; few different ones
     */
    public <T> Behavior<T> watched(Class<T> type, String role, Behavior<T> behavior) {
        return Behaviors.intercept(() -> new Probe<>(type, role), behavior);
    }

    Map<String, Pulse> pulses() {
        return pulses;
    }

    /** The pulse of one actor across its restarts. */
    final class Pulse {
        private final String role;
        private volatile long startedMs;
        private volatile long progressMs;
        private volatile int restarts;
        private volatile String failure;
        private volatile boolean failed;
        private volatile boolean stopped;

        private Pulse(String role) {
            this.role = role;
        }

        boolean stopped() {
            return stopped;
        }

        ActorView view(String path, int mailbox) {
            return new ActorView(path, role, node, state(), mailbox, restarts, progressMs, failure);
        }

        private ActorView.State state() {
            if (stopped) {
                return ActorView.State.STOPPED;
            }
            if (failed) {
                return ActorView.State.RESTARTING;
            }
            long since = startedMs;
            return since != 0 && clock.millis() - since > BUSY_AFTER.toMillis()
                    ? ActorView.State.BUSY
                    : ActorView.State.RUNNING;
        }

        private void begin() {
            startedMs = clock.millis();
        }

        private void end() {
            startedMs = 0;
            progressMs = clock.millis();
        }

        private void fail(Throwable cause) {
            startedMs = 0;
            failed = true;
            failure = cause.toString();
        }

        // Written by the actor's own thread of the moment alone: no two threads run one actor.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        private void started() {
            stopped = false;
            if (failed) {
                failed = false;
                restarts++;
            }
        }
    }

    private final class Probe<T> extends BehaviorInterceptor<T, T> {
        private final String role;

        Probe(Class<T> type, String role) {
            super(type);
            this.role = role;
        }

        private Pulse pulse(TypedActorContext<T> context) {
            String path = context.asJava().getSelf().path().toStringWithoutAddress();
            return pulses.computeIfAbsent(path, key -> new Pulse(role));
        }

        @Override
        public Behavior<T> aroundStart(TypedActorContext<T> context, PreStartTarget<T> target) {
            Pulse pulse = pulse(context);
            try {
                Behavior<T> next = target.start(context);
                pulse.started();
                return next;
            } catch (RuntimeException e) {
                pulse.fail(e);
                throw e;
            }
        }

        @Override
        public Behavior<T> aroundReceive(TypedActorContext<T> context, T message, ReceiveTarget<T> target) {
            Pulse pulse = pulse(context);
            pulse.begin();
            try {
                Behavior<T> next = target.apply(context, message);
                pulse.end();
                return next;
            } catch (RuntimeException e) {
                pulse.fail(e);
                throw e;
            }
        }

        @Override
        public Behavior<T> aroundSignal(TypedActorContext<T> context, Signal signal, SignalTarget<T> target) {
            Pulse pulse = pulse(context);
            if (signal instanceof PostStop) {
                pulse.stopped = true;
            }
            try {
                return target.apply(context, signal);
            } catch (RuntimeException e) {
                pulse.fail(e);
                throw e;
            }
        }
    }
}
