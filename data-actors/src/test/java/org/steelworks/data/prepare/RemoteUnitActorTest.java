package org.steelworks.data.prepare;

import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.data.clean.recipe.RecipeText;
import org.steelworks.data.raw.Container;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.UnitTally;

@InterruptAfter(60)
class RemoteUnitActorTest {
    private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
    private static final String ATTEMPT = "a-1";

    private final ManualTime time = ManualTime.get(KIT.system());
    private TestProbe<UnitHost.Command> host;
    private TestProbe<UnitReport> reports;
    private ActorRef<RemoteUnit.Command> unit;
    private UnitHost.Do order;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void give() {
        host = KIT.createTestProbe(UnitHost.Command.class);
        reports = KIT.createTestProbe(UnitReport.class);
        UnitOrder asked = new UnitOrder(
                ATTEMPT,
                "a",
                "/out/.prepare-0",
                new UnitOrder.Rules(new RecipeText("/r.yaml", ""), "0a", "texts", "text", ReadingRules.CORRECTED, 0, 9),
                new UnitOrder.Piece(0, 0, 1, "a", "/in/a", 1, 2, RawFormat.JSONL, Container.LINES));
        unit = KIT.spawn(RemoteUnit.create(host.getRef(), asked, reports.getRef()));
        order = host.expectMessageClass(UnitHost.Do.class);
    }

    @Test
    void shouldRepeatTheOrderUntilTheEndIsTold() {
        host.expectNoMessage(Duration.ofMillis(50));
        time.timePasses(RemoteUnit.REPEAT);
        host.expectMessage(order);
        order.replyTo().tell(new UnitReport.Read(ATTEMPT, 5));
        reports.expectMessage(new UnitReport.Read(ATTEMPT, 5));
        time.timePasses(RemoteUnit.REPEAT);
        host.expectMessage(order);

        UnitReport done = new UnitReport.Done(ATTEMPT, UnitTally.NONE);
        order.replyTo().tell(done);

        reports.expectMessage(done);
        reports.expectTerminated(unit);
        time.timePasses(RemoteUnit.REPEAT);
        host.expectNoMessage(Duration.ofMillis(50));
    }

    @Test
    void shouldReturnTheUnitWhenTheNodeIsGone() {
        host.stop();

        reports.expectMessage(new UnitReport.Returned(ATTEMPT, UnitReport.Why.LOST, "it left the cluster"));
        reports.expectTerminated(unit);
    }

    @Test
    void shouldPassOnWhatTheNodeRefuses() {
        UnitReport refused = new UnitReport.Returned(ATTEMPT, UnitReport.Why.UNFIT, "a file is missing");
        order.replyTo().tell(new UnitReport.Failed("another-1", "not mine"));
        order.replyTo().tell(refused);

        reports.expectMessage(refused);
        reports.expectTerminated(unit);
    }
}
