package org.steelworks.ops.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActorHealthActorTest {
    private final CountDownLatch hold = new CountDownLatch(1);
    private ActorTestKit kit;
    private ClusterStateSource source;
    private ActorRef<String> actor;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create();
        source = StatusBoard.source(kit.spawn(StatusBoard.create(Clock.systemUTC())), kit.system());
        ActorHealth health = new ActorHealth("node-1", Clock.systemUTC());
        Behavior<String> plain = Behaviors.receiveMessage(message -> {
            if (message.equals("fail")) {
                throw new IllegalStateException("no more steel");
            }
            if (message.equals("hold") && !hold.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let go");
            }
            return message.equals("end") ? Behaviors.stopped() : Behaviors.same();
        });
        actor = kit.spawn(
                Behaviors.supervise(health.watched(String.class, "smelter", plain))
                        .onFailure(SupervisorStrategy.restart()),
                "smelter",
                ActorHealth.props());
        kit.spawn(ActorHealthReporter.create(health));
    }

    @AfterEach
    void stop() {
        hold.countDown();
        kit.shutdownTestKit();
    }

    private ActorView awaitView(Predicate<ActorView> wanted) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> source.snapshot().toCompletableFuture().get(20, TimeUnit.SECONDS).actors().stream()
                                .filter(view -> view.path().equals("/user/smelter"))
                                .filter(wanted)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    @Test
    void shouldTellProgressFailureAndRestarts() {
        long before = System.currentTimeMillis();
        actor.tell("work");
        assertThat(awaitView(view -> view.progressMs() > 0).progressMs()).isGreaterThanOrEqualTo(before);

        actor.tell("fail");
        actor.tell("fail");

        ActorView failed = awaitView(view -> view.restarts() == 2);
        assertThat(failed.role()).isEqualTo("smelter");
        assertThat(failed.node()).isEqualTo("node-1");
        assertThat(failed.lastFailure()).contains("no more steel");
        assertThat(failed.state()).isEqualTo(ActorView.State.RUNNING);
    }

    @Test
    void shouldTellWhatWaitsInTheMailboxOfABusyActor() {
        actor.tell("hold");
        for (int i = 0; i < 25; i++) {
            actor.tell("work");
        }

        ActorView busy = awaitView(view -> view.state() == ActorView.State.BUSY);
        assertThat(busy.mailbox()).isEqualTo(25);

        hold.countDown();
        awaitView(view -> view.state() == ActorView.State.RUNNING && view.mailbox() == 0);
    }

    @Test
    void shouldTellTheEnd() {
        actor.tell("end");

        awaitView(view -> view.state() == ActorView.State.STOPPED);
    }
}
