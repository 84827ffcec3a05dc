package org.steelworks.ops.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.bucket.BucketGroupWriter;
import org.steelworks.checkpoint.catalog.CheckpointCatalog;
import org.steelworks.checkpoint.policy.FlushSchedule;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.core.run.RunPorts;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.data.feed.FeedPlan;

class RunFilesTest {
    private static final ModelSpec MODEL = new ModelSpec(
            512, 64, 64, 4, 2, 4, 4, 128, 0.02, 1e-6, 10_000, false, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1);
    private static final Fingerprint FINGERPRINT = new Fingerprint(Map.of("threads", "1"));
    private static final BucketPlan BUCKETS = BucketPlan.of(ParameterTable.of(MODEL));
    private static final Member A = new Member(new WorkerId("node-1", 0), 11);
    private static final Member B = new Member(new WorkerId("node-1", 1), 12);
    private static final long SECOND = 1_000_000_000L;

    private static ActorTestKit kit;

    @TempDir
    Path folder;

    private final AtomicLong nowNs = new AtomicLong();
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private final ConcurrentLinkedQueue<RunNews> news = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> checkpoints = new ConcurrentLinkedQueue<>();
    private final List<RunFiles> opened = new ArrayList<>();

    @BeforeAll
    static void startKit() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stopKit() {
        kit.shutdownTestKit();
    }

    @AfterEach
    void close() {
        opened.forEach(RunFiles::close);
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private RunFiles files(long fence, FlushSchedule schedule) {
        RunFolder run = new RunFolder(
                new RunId("run-1"),
                folder.resolve("D"),
                folder.resolve("D/checkpoints"),
                "kind: pretrain\n",
                "recipe-digest",
                null,
                MODEL,
                data(),
                new FeedPlan(8, 4, 1),
                64,
                2,
                fence);
        RunFiles files = new RunFiles(run, clock, nowNs::get, news::add, schedule);
        opened.add(files);
        return files;
    }

    /** The run's data as they are in its folder. */
    private RunDataFile data() {
        Path dir = folder.resolve("D");
        try {
            return RunDataFile.read(dir) == null ? DataFiles.begun(dir) : DataFiles.open(dir, RunDataFile.read(dir));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private RunFiles open(long fence) throws Exception {
        RunFiles files = files(fence, new FlushSchedule(1, SECOND));
        get(files.open());
        begin(files, plan(1, Base.initial()));
        return files;
    }

    private void begin(RunFiles files, GenerationPlan plan) {
        files.start(new RunPorts.Host() {
            @Override
            public <T> ActorRef<T> spawn(Behavior<T> behavior, String name) {
                ActorRef<T> child = kit.system()
                        .systemActorOf(
                                behavior,
                                name + "-" + System.identityHashCode(behavior),
                                DispatcherSelector.blocking());
                return child;
            }

            @Override
            public void published(long step) {
                checkpoints.add("published " + step);
            }

            @Override
            public void waiting(String reason) {
                checkpoints.add("waits: " + reason);
            }

            @Override
            public void publishFailed(long step, String why) {
                checkpoints.add("failed " + step + ": " + why);
            }
        });
        files.generation(plan, FINGERPRINT, 1e9);
    }

    private static GenerationPlan plan(long number, Base base) {
        List<int[]> holders = new ArrayList<>();
        for (int bucket = 0; bucket < BUCKETS.size(); bucket++) {
            holders.add(bucket % 2 == 0 ? new int[] {0, 1} : new int[] {1, 0});
        }
        Generation generation =
                new Generation(number, List.of(A, B), List.of(new LeafRange(0, 1), new LeafRange(1, 2)), holders);
        return new GenerationPlan(
                generation,
                base,
                null,
                0,
                new int[BUCKETS.size()],
                100,
                false,
                -1,
                base.step(),
                DataPlace.NONE,
                "test");
    }

    private static Decision decision(long step) {
        return new Decision(
                step,
                true,
                step,
                4.5,
                0.25,
                1,
                1e-3,
                new Digest128(step, 1),
                step % 2 == 0 ? new Digest128(2, step) : null,
                step % 2 == 0 ? 3.5 : null,
                null);
    }

    private static StableStep step(long step) {
        return took(1.5, decision(step));
    }

    private static StableStep took(double seconds, Decision decision) {
        return new StableStep(decision, (long) (seconds * SECOND), decision.step() == 2 ? SECOND / 4 : 0);
    }

    private List<JsonNode> lines(String file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("D").resolve(file))) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }

    @Test
    void shouldWriteLedgerAndMetricsOncePerStepWithTheTimeItTook() throws Exception {
        RunFiles files = open(1);
        get(files.record(List.of(took(2, decision(1)))));
        RunPorts.Durable durable = (RunPorts.Durable) get(files.record(List.of(step(2), step(3))));

        assertThat(durable.progress().step()).isEqualTo(3);
        assertThat(durable.progress().tokensPerSecond()).isCloseTo(512 / 1.5, within(1e-9));
        get(files.close());

        List<JsonNode> metrics = lines("metrics.jsonl");
        assertThat(metrics).hasSize(3);
        JsonNode first = metrics.get(0);
        assertThat(first.fieldNames())
                .toIterable()
                .containsExactly(
                        "step",
                        "loss",
                        "grad_norm",
                        "lr",
                        "tokens",
                        "tokens_total",
                        "seconds",
                        "tokens_per_second",
                        "mfu",
                        "workers",
                        "generation");
        assertThat(first.get("seconds").doubleValue()).isEqualTo(2.0);
        assertThat(first.get("tokens").longValue()).isEqualTo(512);
        assertThat(first.get("tokens_per_second").doubleValue()).isEqualTo(256.0);
        // 105,152 parameters, 64 tokens, 2 layers of width 64: 46,669,824 FLOP a sequence, 8 sequences in 2 s on two
        // devices of 1e9 FLOP/s
        assertThat(first.get("mfu").doubleValue()).isCloseTo(46_669_824.0 * 8 / 2 / 2e9, within(1e-12));
        assertThat(metrics.get(1).get("data_wait").doubleValue())
                .as("only where the step had to wait for blocks")
                .isEqualTo(0.25);
        assertThat(metrics.get(2).get("seconds").doubleValue()).isEqualTo(1.5);
        assertThat(metrics.get(2).get("tokens_total").longValue()).isEqualTo(1536);
        List<JsonNode> ledger = lines("ledger.jsonl");
        assertThat(ledger).hasSize(3);
        assertThat(ledger.get(1).get("samples").toString()).isEqualTo("[8,16]");
        assertThat(Files.readString(folder.resolve("D/recipe.resolved.yaml")))
                .isEqualTo("# recipe digest recipe-digest of model, data and training settings\nkind: pretrain\n");
    }

    @Test
    void shouldGoOnWhereACrashLeftTheMetricsBehindTheLedger() throws Exception {
        RunFiles files = open(1);
        get(files.record(List.of(step(1), step(2), step(3))));
        get(files.close());
        Path metrics = folder.resolve("D/metrics.jsonl");
        List<String> lines = Files.readAllLines(metrics);
        Files.writeString(metrics, lines.get(0) + "\n" + lines.get(1).substring(0, 20));
        String ledger = Files.readString(folder.resolve("D/ledger.jsonl"));

        RunFiles again = files(1, new FlushSchedule(1, SECOND));
        assertThat(get(again.open())).isEqualTo(new RunPorts.History(1, 0, DataPlace.NONE, false));
        begin(again, plan(2, Base.initial()));
        assertThat(get(again.record(List.of(step(2), step(3))))).isInstanceOf(RunPorts.Durable.class);
        get(again.close());

        assertThat(lines("metrics.jsonl").stream().map(l -> l.get("step").longValue()))
                .containsExactly(1L, 2L, 3L);
        assertThat(Files.readString(folder.resolve("D/ledger.jsonl"))).isEqualTo(ledger);
    }

    @Test
    void shouldAnswerAReplayThatDiffersWithTheItemAndLeaveTheFilesAsTheyWere() throws Exception {
        RunFiles files = open(1);
        get(files.record(List.of(step(1), step(2))));
        String ledger = Files.readString(folder.resolve("D/ledger.jsonl"));
        Decision other = new Decision(2, true, 2, 4.5, 0.25, 1, 1e-3, new Digest128(9, 9), null, null, null);

        RunPorts.Outcome outcome = get(files.record(List.of(took(1.5, other))));

        assertThat(((RunPorts.Differs) outcome).reason())
                .startsWith("step 2 does not repeat the ledger: gradient digest");
        get(files.close());
        assertThat(Files.readString(folder.resolve("D/ledger.jsonl"))).isEqualTo(ledger);
    }

    @Test
    void shouldHoldAGroupBackUntilItIsAskedFor() throws Exception {
        RunFiles files = files(1, new FlushSchedule(100, 3600 * SECOND));
        get(files.open());
        begin(files, plan(1, Base.initial()));
        var stage = files.record(List.of(step(1))).toCompletableFuture();
        get(files.findBase(FINGERPRINT));
        assertThat(stage).isNotDone();

        files.flush();

        assertThat(get(stage)).isInstanceOf(RunPorts.Durable.class);
    }

    @Test
    void shouldWriteNullWhereAValueIsNotFinite() throws Exception {
        RunFiles files = open(1);
        Decision skipped = new Decision(
                1, false, 0, Double.NaN, Double.POSITIVE_INFINITY, 1, 1e-3, new Digest128(1, 1), null, null, null);
        nowNs.set(SECOND);
        get(files.record(List.of(took(1.5, skipped))));
        get(files.close());

        assertThat(lines("metrics.jsonl").get(0).get("loss").isNull()).isTrue();
        assertThat(lines("metrics.jsonl").get(0).get("grad_norm").isNull()).isTrue();
        assertThat(lines("ledger.jsonl").get(0).get("outcome").textValue()).isEqualTo("skipped");
    }

    @Test
    void shouldWriteEventsWithTheTimeOfRecoveryOnlyWhereThereIsOne() throws Exception {
        RunFiles files = open(1);
        files.event(new RunNotice(RunNotice.Type.LOST, 3, "node-1/w0", 7, "was killed", Double.NaN));
        files.event(new RunNotice(RunNotice.Type.RECOVERED, 4, "", 8, "decided", 1.25));
        files.event(new RunNotice(RunNotice.Type.NON_FINITE, 4, "", -1, "before any step", Double.NaN));
        get(files.close());

        List<JsonNode> events = lines("events.jsonl");
        assertThat(events.get(0).toString())
                .isEqualTo("{\"time\":\"2026-01-02T03:04:05Z\",\"type\":\"lost\",\"generation\":3,"
                        + "\"worker\":\"node-1/w0\",\"step\":7,\"reason\":\"was killed\"}");
        assertThat(events.get(1).get("recovery_seconds").doubleValue()).isEqualTo(1.25);
        assertThat(events.get(1).get("worker").isNull()).isTrue();
        assertThat(events.get(2).get("step").isNull()).isTrue();
        assertThat(events.get(2).get("type").textValue()).isEqualTo("non_finite");
    }

    @Test
    void shouldRefuseAnOlderCoordinatorAndStopOneThatWasReplaced() throws Exception {
        RunFiles files = open(5);
        get(files.close());

        assertThat(failure(files(4, FlushSchedule.DEFAULT).open()))
                .contains("fencing number")
                .contains("5");

        RunFiles current = open(6);
        Files.writeString(folder.resolve("D/run.lock"), String.format("%020d%n", 7));
        assertThat(failure(current.record(List.of(step(1))))).contains("a newer one owns the run");
    }

    private static String failure(CompletionStage<?> stage) throws Exception {
        try {
            stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
            throw new AssertionError("a failure was expected");
        } catch (ExecutionException e) {
            return e.getCause().getMessage();
        }
    }

    private BucketGroup write(int parity, long step, Member member) throws IOException {
        List<Bucket> mine = BUCKETS.buckets().stream()
                .filter(b -> b.ordinal() % 2 == parity)
                .toList();
        return new BucketGroupWriter(new DirectoryStore(folder.resolve("D/checkpoints")))
                .write(step, member.worker().toString(), mine, (bucket, use) -> {
                    ByteBuffer zeros = ByteBuffer.allocateDirect(4 * bucket.length());
                    use.with(zeros, zeros.duplicate(), zeros.duplicate());
                });
    }

    private static WorkerProtocol.Saved saved(Member member, long generation, BucketGroup group) {
        return new WorkerProtocol.Saved(
                new RunId("run-1"),
                member,
                generation,
                group.step(),
                group.step(),
                group.file(),
                group.fileBytes(),
                group.entries().stream()
                        .map(e -> new WorkerProtocol.SavedBucket(e.bucket().ordinal(), e.positions(), e.checksums()))
                        .toList());
    }

    @Test
    void shouldPublishACheckpointOnceItsStepIsOnDiskAndFindItAgain() throws Exception {
        RunFiles files = open(1);
        get(files.record(List.of(step(1))));
        files.saved(saved(A, 1, write(0, 2, A)));
        files.saved(saved(B, 1, write(1, 2, B)));
        get(files.findBase(FINGERPRINT));
        assertThat(checkpoints).isEmpty();

        get(files.record(List.of(step(2))));

        await().atMost(Duration.ofSeconds(20)).until(() -> checkpoints.contains("published 2"));
        RunPorts.FoundBase found = get(files.findBase(FINGERPRINT));
        assertThat(found.base())
                .isEqualTo(Base.checkpoint(
                        2, 2, folder.resolve("D/checkpoints/step-00000002").toString()));
        RunPorts.FoundBase foreign = get(files.findBase(new Fingerprint(Map.of("threads", "2"))));
        assertThat(foreign.base()).isEqualTo(Base.initial());
        assertThat(foreign.reason()).contains("threads");
        get(files.close());

        assertThat(get(files(1, FlushSchedule.DEFAULT).open()))
                .isEqualTo(new RunPorts.History(2, 2, DataPlace.NONE, false));
    }

    @Test
    void shouldKeepInACheckpointTheDataThatWereUsedByThen() throws Exception {
        RunFiles files = open(1);
        get(files.record(List.of(step(1), step(2))));
        get(files.addData(DataFiles.addition('b', 4)));
        get(files.placeData(new DataPlace(2, 2)));
        publish(files, 2);
        files.generation(plan(2, new Base(2, 2, Base.Source.MEMBERS, "")), FINGERPRINT, 1e9);
        get(files.record(List.of(step(3))));
        publish(files, 3);
        get(files.close());

        CheckpointCatalog catalog = new CheckpointCatalog(new DirectoryStore(folder.resolve("D/checkpoints")));
        assertThat(catalog.open(2).manifest().facts().dataLedger())
                .as("none of the added samples was trained by step 2")
                .isEqualTo(DataFiles.begun(folder).ledger().toCanonicalJson());
        assertThat(catalog.open(3).manifest().facts().dataLedger())
                .isEqualTo(data().ledger().toCanonicalJson())
                .contains("\"first_sample\":16");

        // a list of additions that is lost would change what comes next
        Files.delete(folder.resolve("D/data.json"));
        assertThatThrownBy(() -> get(files(1, FlushSchedule.DEFAULT).open()))
                .hasMessageContaining("step-00000003")
                .hasMessageContaining("data.json");
    }

    private void publish(RunFiles files, long step) throws IOException {
        files.saved(saved(A, step == 3 ? 2 : 1, write(0, step, A)));
        files.saved(saved(B, step == 3 ? 2 : 1, write(1, step, B)));
        await().atMost(Duration.ofSeconds(20)).until(() -> checkpoints.contains("published " + step));
    }

    @Test
    void shouldRefuseDataOfARunThatIsOver() throws Exception {
        RunFiles files = open(1);
        get(files.close());

        assertThatThrownBy(() -> get(files.addData(DataFiles.addition('b', 4)))).hasMessageContaining("closed");
    }

    @Test
    void shouldNotCountADamagedCheckpointAsPublished() throws Exception {
        RunFiles files = open(1);
        get(files.record(List.of(step(1), step(2))));
        files.saved(saved(A, 1, write(0, 2, A)));
        files.saved(saved(B, 1, write(1, 2, B)));
        await().atMost(Duration.ofSeconds(20)).until(() -> checkpoints.contains("published 2"));
        get(files.close());
        Path bucket = folder.resolve("D/checkpoints/step-00000002/buckets-node-1-w0.safetensors");
        byte[] bytes = Files.readAllBytes(bucket);
        bytes[bytes.length - 1] ^= 1;
        Files.write(bucket, bytes);

        assertThat(get(files(1, FlushSchedule.DEFAULT).open()))
                .isEqualTo(new RunPorts.History(2, 0, DataPlace.NONE, false));
    }

    @Test
    void shouldGiveASaveUpWhenItsGenerationEnds() throws Exception {
        RunFiles files = open(1);
        get(files.record(List.of(step(1))));
        files.saved(saved(A, 1, write(0, 1, A)));

        files.generation(plan(2, new Base(1, 1, Base.Source.MEMBERS, "")), FINGERPRINT, 1e9);

        await().atMost(Duration.ofSeconds(20))
                .until(() -> checkpoints.stream().anyMatch(c -> c.contains("generation 2 began")));
        files.saved(saved(A, 2, write(0, 1, A)));
        files.saved(saved(B, 2, write(1, 1, B)));
        await().atMost(Duration.ofSeconds(20)).until(() -> checkpoints.contains("published 1"));
    }

    @Test
    void shouldTellWhyAMembersPartFailed() throws Exception {
        RunFiles files = open(1);

        files.saveFailed(new WorkerProtocol.SaveFailed(new RunId("run-1"), A, 1, 3, "no space left"));

        await().atMost(Duration.ofSeconds(20)).until(() -> !checkpoints.isEmpty());
        assertThat(checkpoints.peek())
                .startsWith("failed 3: ")
                .contains("node-1/w0#11")
                .contains("no space left");
    }
}
