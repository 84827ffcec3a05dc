package org.steelworks.data.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.data.clean.recipe.RecipeText;
import org.steelworks.data.flow.PrepareFailure;
import org.steelworks.data.flow.PrepareFlow;
import org.steelworks.data.flow.PrepareProgress;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.flow.ProgressListener.NodeNews;
import org.steelworks.data.flow.ProgressListener.What;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.unit.DurableStore;
import org.steelworks.data.unit.InputSet;
import org.steelworks.data.unit.UnitFolder;
import org.steelworks.data.unit.UnitTally;

/** A cleaning on data nodes: hosts and probes in the place of hosts are found through the receptionist as in a cluster. */
@InterruptAfter(120)
class DataNodesActorTest {
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final RecipeText RECIPE = new RecipeText(
            "/recipes/short.yaml",
            """
            process:
              - clean_email_mapper:
              - text_length_filter:
                  min_len: 12
              - document_deduplicator:
            """);

    @TempDir
    Path temp;

    private ActorTestKit kit;
    private final List<NodeNews> news = Collections.synchronizedList(new ArrayList<>());
    private final List<PrepareProgress> seen = Collections.synchronizedList(new ArrayList<>());
    private final ProgressListener listener = new ProgressListener() {
        @Override
        public void progress(PrepareProgress progress) {
            seen.add(progress);
        }

        @Override
        public void node(NodeNews told) {
            news.add(told);
        }
    };

    @BeforeEach
    void start() throws IOException {
        kit = ActorTestKit.create();
        Path raw = Files.createDirectories(temp.resolve("raw"));
        for (int file = 0; file < 3; file++) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 200; i++) {
                lines.append(
                        i % 17 == 0
                                ? "{broken\n"
                                : "{\"text\": \"%s number %d of %d\"}%n"
                                        .formatted(i % 5 == 0 ? "a@b.cc" : "some words", i % 90, file % 2));
            }
            Files.writeString(raw.resolve("part-" + file + ".jsonl"), lines);
        }
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private PrepareSpec spec(String out) {
        InputSet set = new InputSet(
                "texts",
                List.of(temp.resolve("raw")),
                RawFormat.AUTO,
                RECIPE.read().recipe(),
                RECIPE.read().digest());
        return PrepareSpec.of(List.of(set), temp.resolve(out), 2)
                .withTrace(true)
                .withUnitBytes(1500);
    }

    private Map<String, String> whole() throws Exception {
        CleaningEnd.of(PrepareRun.start(spec("whole"), kit.system(), ProgressListener.NONE));
        return result("whole");
    }

    private PrepareRun onNodes(String out) {
        return PrepareRun.onDataNodes(spec(out), RECIPE, kit.system(), listener);
    }

    private Map<String, String> result(String out) throws IOException {
        return CleaningEnd.files(temp.resolve(out));
    }

    private ActorRef<UnitHost.Command> host(int threads) {
        return kit.spawn(UnitHost.create(threads));
    }

    /** A host whose every word the test says. */
    private TestProbe<UnitHost.Command> puppet() {
        TestProbe<UnitHost.Command> probe = kit.createTestProbe(UnitHost.Command.class);
        TestProbe<Receptionist.Registered> registered = kit.createTestProbe(Receptionist.Registered.class);
        kit.system().receptionist().tell(Receptionist.register(UnitHost.KEY, probe.getRef(), registered.getRef()));
        registered.receiveMessage(WAIT);
        return probe;
    }

    private static UnitHost.Do order(TestProbe<UnitHost.Command> puppet) {
        return (UnitHost.Do) puppet.receiveMessage(WAIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldGiveTheSameBytesOnAnyNumberOfNodes(int hosts) throws Exception {
        for (int i = 0; i < hosts; i++) {
            host(1 + i);
        }

        PrepareReport report = CleaningEnd.of(onNodes("out"));

        assertThat(result("out")).isEqualTo(whole());
        assertThat(report.total().quarantined()).isEqualTo(36);
        assertThat(seen.get(seen.size() - 1).bytesDone()).isEqualTo(seen.get(0).bytesTotal());
        assertThat(seen).extracting(PrepareProgress::nodes).contains(hosts);
        assertThat(news).extracting(NodeNews::what).containsOnly(What.JOINED).hasSize(hosts);
    }

    @Test
    void shouldDoTheUnitsOfALostNodeElsewhereAndBeSafeFromItsReturn() throws Exception {
        TestProbe<UnitHost.Command> paused = puppet();
        PrepareRun run = onNodes("out");
        UnitHost.Do first = order(paused);
        UnitHost.Do second = order(paused);
        paused.stop();
        Awaitility.await().atMost(WAIT).until(() -> moved() >= 2);

        // it works on, and reports, although its units are given to another
        attempt(first.order());
        first.replyTo().tell(new UnitReport.Failed(first.order().attempt(), "from the grave"));
        host(2);
        CleaningEnd.of(run);

        assertThat(result("out")).isEqualTo(whole());
        assertThat(news).extracting(NodeNews::what).doesNotContain(What.FAILED);
        Map<String, String> before = result("out");
        assertThatThrownBy(() -> attempt(second.order())).isInstanceOf(CompletionException.class);
        assertThat(result("out")).isEqualTo(before);
    }

    private long moved() {
        return List.copyOf(news).stream()
                .filter(told -> told.what() == What.MOVED && told.reason().contains("is done elsewhere"))
                .count();
    }

    /** Does a unit as a node does that knows nothing of what happened since. */
    private void attempt(UnitOrder order) {
        var cleaning = Executors.newSingleThreadExecutor();
        try {
            new PrepareFlow(
                            order.plan(RECIPE.read().recipe(), 1),
                            order.unitFolder(),
                            new DurableStore(),
                            cleaning,
                            System::nanoTime)
                    .run(order.unit(), order.attempt(), kit.system(), bytes -> {})
                    .toCompletableFuture()
                    .join();
        } finally {
            cleaning.shutdown();
        }
    }

    @Test
    void shouldWaitWithAReasonWhileNoNodeCanDoAUnit() throws Exception {
        PrepareRun run = onNodes("out");
        TestProbe<UnitHost.Command> unfit = puppet();
        for (int i = 0; i < 2; i++) {
            UnitHost.Do order = order(unfit);
            order.replyTo()
                    .tell(new UnitReport.Returned(
                            order.order().attempt(), UnitReport.Why.UNFIT, "the input file x is missing there"));
        }
        Awaitility.await()
                .atMost(WAIT)
                .until(() -> !seen.isEmpty()
                        && seen.get(seen.size() - 1).heldUp().contains("this node: the input file x is missing there"));
        assertThat(seen.get(0).heldUp()).startsWith("waits for a data node");
        assertThat(news).extracting(NodeNews::what).contains(What.REFUSED, What.MOVED);

        host(2);
        CleaningEnd.of(run);

        assertThat(seen.get(seen.size() - 1).heldUp()).isEmpty();
        assertThat(result("out")).isEqualTo(whole());
    }

    /** A host that says the same of every unit. */
    private void answering(Function<String, UnitReport> answer) {
        ActorRef<UnitHost.Command> host = kit.spawn(Behaviors.receive(UnitHost.Command.class)
                .onMessage(UnitHost.Do.class, order -> {
                    order.replyTo().tell(answer.apply(order.order().attempt()));
                    return Behaviors.same();
                })
                .build());
        kit.system().receptionist().tell(Receptionist.register(UnitHost.KEY, host));
    }

    @Test
    void shouldFailWhenAUnitFailsAgainAndAgain() {
        answering(attempt -> new UnitReport.Failed(attempt, "the disk is full"));

        assertThatThrownBy(() -> CleaningEnd.of(onNodes("out")))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining("failed 3 times: the disk is full");
        assertThat(news).extracting(NodeNews::what).contains(What.FAILED);
    }

    @Test
    void shouldNotBelieveADoneWithoutFiles() {
        answering(attempt -> new UnitReport.Done(attempt, UnitTally.NONE));

        assertThatThrownBy(() -> CleaningEnd.of(onNodes("out")))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining("data nodes need one path for results");
    }

    @Test
    void shouldLetNodesKnowThatTheirUnitsAreNotWantedAnyMore() throws Exception {
        TestProbe<UnitHost.Command> puppet = puppet();
        PrepareRun run = onNodes("out");
        UnitHost.Do order = order(puppet);

        run.stop();

        puppet.expectTerminated(order.replyTo(), WAIT);
        assertThatThrownBy(() -> CleaningEnd.of(run))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining("was stopped");
    }

    @Test
    void shouldMakeAnAttemptOnceHoweverOftenItIsOrdered() throws Exception {
        TestProbe<UnitHost.Command> puppet = puppet();
        PrepareRun run = onNodes("out");
        UnitOrder order = order(puppet).order();
        // so that the host gets no orders but those of the test
        run.stop();
        assertThatThrownBy(() -> CleaningEnd.of(run)).hasMessageContaining("was stopped");
        ActorRef<UnitHost.Command> host = host(1);
        TestProbe<UnitReport> asker = kit.createTestProbe(UnitReport.class);
        UnitHost.Do asked = new UnitHost.Do(order, asker.getRef());

        host.tell(asked);
        host.tell(asked);
        UnitReport end = end(asker);
        assertThat(end).isInstanceOf(UnitReport.Done.class);
        Path documents = order.unitFolder().part(order.piece().number(), UnitFolder.Part.DOCUMENTS);
        Object written = Files.readAttributes(documents, "unix:ino").get("ino");
        host.tell(asked);

        assertThat(end(asker)).isEqualTo(end);
        assertThat(Files.readAttributes(documents, "unix:ino").get("ino")).isEqualTo(written);
    }

    private static UnitReport end(TestProbe<UnitReport> asker) {
        UnitReport report = asker.receiveMessage(WAIT);
        while (report instanceof UnitReport.Read) {
            report = asker.receiveMessage(WAIT);
        }
        return report;
    }

    @Test
    void shouldRefuseWithTheReasonWhatItCannotDo() throws Exception {
        TestProbe<UnitHost.Command> puppet = puppet();
        PrepareRun run = onNodes("out");
        UnitOrder order = order(puppet).order();
        run.stop();
        assertThatThrownBy(() -> CleaningEnd.of(run)).hasMessageContaining("was stopped");
        ActorRef<UnitHost.Command> host = host(1);
        Path input = Path.of(order.piece().path());

        Files.writeString(input, Files.readString(input) + "\n");
        assertThat(refusal(host, order, "longer")).contains(input.toString(), "bytes there");
        Files.delete(input);
        assertThat(refusal(host, order, "missing")).contains(input + " is missing there");
        UnitOrder foreign = new UnitOrder("", "nobody", order.folder(), order.rules(), order.piece());
        assertThat(refusal(host, foreign, "foreign")).contains(order.folder(), "is not that of the cleaning there");
    }

    @Test
    void shouldRefuseARecipeThatIsAnotherHere() throws Exception {
        TestProbe<UnitHost.Command> puppet = puppet();
        PrepareRun run = onNodes("out");
        UnitOrder order = order(puppet).order();
        run.stop();
        assertThatThrownBy(() -> CleaningEnd.of(run)).hasMessageContaining("was stopped");
        UnitOrder.Rules rules = order.rules();
        UnitOrder.Rules other = new UnitOrder.Rules(
                rules.recipe(),
                "0".repeat(32),
                rules.set(),
                rules.textField(),
                rules.reading(),
                rules.traceDocuments(),
                rules.longestLine());

        assertThat(refusal(
                        host(1),
                        new UnitOrder("", order.owner(), order.folder(), other, order.piece()),
                        "other models"))
                .contains("model files", rules.recipe().file());
    }

    private String refusal(ActorRef<UnitHost.Command> host, UnitOrder order, String attempt) {
        TestProbe<UnitReport> asker = kit.createTestProbe(UnitReport.class);
        host.tell(new UnitHost.Do(
                new UnitOrder(attempt, order.owner(), order.folder(), order.rules(), order.piece()), asker.getRef()));
        UnitReport.Returned returned = asker.expectMessageClass(UnitReport.Returned.class, WAIT);
        assertThat(returned.why()).isEqualTo(UnitReport.Why.UNFIT);
        return returned.reason();
    }
}
