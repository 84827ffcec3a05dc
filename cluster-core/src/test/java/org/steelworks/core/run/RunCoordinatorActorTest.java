package org.steelworks.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.job.JobSettings;
import org.steelworks.core.job.JournalSchema;
import org.steelworks.core.job.RunCommand;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.core.run.machine.CoordinatorMachine;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.RunSpec;

class RunCoordinatorActorTest {
    private static final ModelSpec MODEL = new ModelSpec(
            512, 64, 64, 4, 2, 4, 4, 128, 0.02, 1e-6, 10_000, false, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Fingerprint FINGERPRINT = new Fingerprint(Map.of("library", "2.7.1", "threads", "1"));
    private static final long LAST = 9;
    private static final String RECIPE =
            """
            kind: pretrain
            model: {config: tiny.json}
            data: {train: [{path: shards}], sequence_length: 64}
            train: {steps: 9, global_batch: 16, micro_batch: 4}
            cluster: {workers: {min: 2, max: 2}}
            """;

    @TempDir
    Path folder;

    private final MemoryPorts.Disk disk = new MemoryPorts.Disk();
    private final List<GenerationPlan> served = new ArrayList<>();
    private final List<ScriptedWorker> workers = new ArrayList<>();
    private volatile int feedStream = 99;
    private volatile String feedReason = "";
    private Consumer<String> feedFailed;
    private ActorTestKit kit;
    private TestProbe<RunUpdate> parent;
    private ActorRef<RunCoordinator.Command> coordinator;
    private int buckets;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("tiny.json"), "{}");
        Config root = ConfigFactory.load();
        JobSettings settings = JobSettings.from(root, folder);
        JournalSchema.ensure(settings.database());
        kit = ActorTestKit.create("runs", settings.pekkoConfig().withFallback(root));
        parent = kit.createTestProbe(RunUpdate.class);
        buckets = assignment(2, 1).plan().bucketElements().length;
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private RunAssignment assignment(int granted, long fence) {
        try {
            RunSpec spec = new RecipeReader(path -> MODEL)
                    .read(RECIPE, "recipe.yaml", folder, Overrides.none())
                    .spec();
            return RunAssignment.of(
                    new RunId("run-1"), spec, "/checkpoints", 1, step -> step == LAST, 0, granted, fence);
        } catch (org.steelworks.core.recipe.RecipeException e) {
            throw new AssertionError(e);
        }
    }

    private void launch(int granted, long fence) {
        coordinator = kit.spawn(RunCoordinator.create(
                assignment(granted, fence), new MemoryPorts(disk), feed(), parent.getRef(), Clock.systemUTC()));
    }

    private RunFeed feed() {
        return new RunFeed() {
            @Override
            public Endpoint endpoint() {
                return new Endpoint("m", feedStream, "");
            }

            @Override
            public String reason() {
                return feedReason;
            }

            @Override
            public void serve(RunId run, GenerationPlan plan, List<Endpoint> members, Consumer<String> failed) {
                synchronized (served) {
                    served.add(plan);
                    feedFailed = failed;
                }
            }
        };
    }

    private ScriptedWorker worker(Fingerprint fingerprint) {
        ScriptedWorker worker = new ScriptedWorker(kit, workers.size(), fingerprint, buckets);
        workers.add(worker);
        return worker;
    }

    private void advance(long through) {
        workers.forEach(worker -> worker.advance(through));
    }

    private <T> T read(Supplier<T> value) {
        synchronized (disk) {
            return value.get();
        }
    }

    private RunStatus status() {
        TestProbe<RunStatus> probe = kit.createTestProbe(RunStatus.class);
        coordinator.tell(new RunCoordinator.GetStatus(probe.getRef()));
        return probe.receiveMessage(DEADLINE);
    }

    private RunStatus awaitRunning(long generation) {
        return await().atMost(DEADLINE)
                .until(
                        this::status,
                        s -> s.phase() == CoordinatorMachine.Phase.RUNNING && s.generation() == generation);
    }

    private void awaitRecorded(long step) {
        await().atMost(DEADLINE).until(() -> read(() -> !disk.ledger.isEmpty() && disk.ledger.lastKey() == step));
    }

    private RunUpdate end() {
        return parent.fishForMessage(
                        DEADLINE,
                        update -> update instanceof RunUpdate.Progress || update instanceof RunUpdate.Waiting
                                ? FishingOutcomes.continueAndIgnore()
                                : FishingOutcomes.complete())
                .get(0);
    }

    @Test
    void shouldTrainToTheEndWithTwoWorkers() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        RunStatus running = awaitRunning(1);
        assertThat(running.members())
                .containsExactly(
                        new Member(workers.get(0).id(), 1),
                        new Member(workers.get(1).id(), 1));

        advance(4);
        awaitRecorded(3);
        advance(LAST);

        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
        assertThat(read(() -> List.copyOf(disk.ledger.keySet()))).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(read(() -> disk.checkpoints)).containsExactly(LAST);
        List<Digest128> parts = new ArrayList<>();
        for (int bucket = 0; bucket < buckets; bucket++) {
            parts.add(new Digest128(bucket, LAST));
        }
        assertThat(read(() -> disk.ledger.get(LAST).weightsDigest())).isEqualTo(Digest128.combine(parts));
        await().atMost(DEADLINE)
                .until(() -> workers.stream().allMatch(w -> w.heard.toString().contains("release")));
        synchronized (served) {
            assertThat(served).hasSize(1);
        }
    }

    @Test
    void shouldGoOnWithTheSurvivorAndTakeTheRestartedWorkerBack() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        advance(4);
        awaitRecorded(3);

        workers.get(1).die();

        await().atMost(DEADLINE).until(() -> status().members()
                .contains(new Member(workers.get(1).id(), 2)));
        GenerationPlan plan = read(() -> disk.generations.get(disk.generations.size() - 1));
        assertThat(plan.base().step()).isEqualTo(4);
        assertThat(plan.base().source()).isEqualTo(Base.Source.MEMBERS);
        assertThat(plan.generation().members()).hasSize(2);
        assertThat(read(() -> disk.events.stream().map(RunNotice::type).toList()))
                .contains(RunNotice.Type.LOST);

        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
        assertThat(read(() -> disk.ledger.size())).isEqualTo((int) LAST);
    }

    @Test
    void shouldTakeAddedDataInBetweenTwoSteps() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        advance(4);
        awaitRecorded(3);

        coordinator.tell(new RunCoordinator.DataWait());

        awaitRunning(2);
        GenerationPlan plan = read(() -> disk.generations.get(disk.generations.size() - 1));
        assertThat(plan.base().step()).isEqualTo(4);
        assertThat(plan.generation().members()).hasSize(2);
        assertThat(plan.data()).isEqualTo(new DataPlace(4, 2));
        assertThat(read(() -> disk.place)).isEqualTo(plan.data());
        assertThat(read(() -> disk.events.stream()
                        .filter(event -> event.type() == RunNotice.Type.DATA_ADDED)
                        .map(RunNotice::step)
                        .toList()))
                .containsExactly(4L);
        kit.stop(coordinator, DEADLINE);
        synchronized (disk) {
            disk.dataWait = true;
            disk.effect = new RunPorts.DataEffect("", "other weights");
        }
        launch(2, 2);
        awaitRunning(3);
        assertThat(read(() -> disk.place.generation()))
                .as("what was changed while no coordinator was there")
                .isEqualTo(3);
        assertThat(read(() -> disk.events.stream()
                        .filter(event ->
                                event.type() == RunNotice.Type.DATA_ADDED || event.type() == RunNotice.Type.DATA_MIXED)
                        .map(event -> event.type().key() + ": " + event.reason())
                        .toList()))
                .containsExactly("data_added: blocks more", "data_mixed: other weights");
        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
    }

    @Test
    void shouldTakeTheRunOverWithoutANewGenerationAfterItsOwnRestart() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        advance(4);
        awaitRecorded(3);

        kit.stop(coordinator, DEADLINE);
        advance(6);
        launch(2, 2);

        awaitRunning(1);
        advance(7);
        awaitRecorded(6);
        assertThat(workers.get(0).heard).containsExactly("enter 1 from 0");
        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
        assertThat(status().generation()).isEqualTo(1);
    }

    @Test
    void shouldLetItsWorkersGoOnWithBlocksOfAnotherNodeAfterItsOwnWasLost() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        advance(4);
        awaitRecorded(3);

        kit.stop(coordinator, DEADLINE);
        feedStream = 77;
        launch(2, 2);

        awaitRunning(2);
        GenerationPlan plan = read(() -> disk.generations.get(disk.generations.size() - 1));
        assertThat(plan.base().step()).as("no step is lost").isEqualTo(4);
        assertThat(plan.base().source()).isEqualTo(Base.Source.MEMBERS);
        assertThat(workers.get(0).heard).containsExactly("enter 1 from 0", "enter 2 from 4");
        assertThat(workers.get(0).feed).isEqualTo(new Endpoint("m", 77, ""));
        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
    }

    @Test
    void shouldTellItsMembersOfAnotherFeedWithAGeneration() {
        feedReason = "blocks come from data-1";
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        advance(4);
        awaitRecorded(3);

        feedStream = 77;
        coordinator.tell(new RunCoordinator.FeedMoved("data-1 does not answer; blocks come from data-2 now"));

        awaitRunning(2);
        GenerationPlan plan = read(() -> disk.generations.get(disk.generations.size() - 1));
        assertThat(plan.base().step()).as("no step is lost").isEqualTo(4);
        assertThat(plan.base().source()).isEqualTo(Base.Source.MEMBERS);
        assertThat(plan.reason()).startsWith("data-1 does not answer; blocks come from data-2 now");
        assertThat(workers.get(0).feed).isEqualTo(new Endpoint("m", 77, ""));
        assertThat(workers.get(1).feed).isEqualTo(new Endpoint("m", 77, ""));
        assertThat(read(() -> disk.events.stream()
                        .filter(event -> event.type() == RunNotice.Type.FEED)
                        .map(RunNotice::reason)
                        .toList()))
                .containsExactly("blocks come from data-1", "data-1 does not answer; blocks come from data-2 now");
        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
    }

    @Test
    void shouldNumberGenerationsOnAfterACrashInWhichAllWorkersWereLostToo() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        advance(4);
        awaitRecorded(3);
        kit.stop(coordinator, DEADLINE);
        workers.forEach(ScriptedWorker::die);

        launch(2, 2);

        await().atMost(DEADLINE).until(() -> status().members().size() == 2 && status().generation() > 1);
        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
        assertThat(workers.get(0).heard).contains("enter 2 from 0");
    }

    @Test
    void shouldRefuseAWorkerWithAnotherFingerprintNamingTheItem() {
        launch(2, 1);
        worker(FINGERPRINT);
        await().atMost(DEADLINE).until(() -> status().claimed() == 1);
        ScriptedWorker stranger = worker(new Fingerprint(Map.of("library", "2.7.1", "threads", "2")));

        await().atMost(DEADLINE).until(() -> !stranger.heard.isEmpty());

        assertThat(stranger.heard.get(0))
                .startsWith("release")
                .contains("'threads'")
                .contains("'2'")
                .contains("'1'");
        assertThat(read(() -> disk.events.stream().map(RunNotice::reason).toList()))
                .anyMatch(reason -> reason.startsWith("refused: fingerprint item 'threads'"));
        worker(FINGERPRINT);
        awaitRunning(1);
    }

    @Test
    void shouldFailTheRunWhenAStepDoesNotRepeatTheLedger() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        synchronized (disk) {
            disk.differsAt = 3;
        }

        advance(4);

        assertThat(end()).isEqualTo(new RunUpdate.Failed(0, "step 3 does not repeat the ledger"));
        await().atMost(DEADLINE)
                .until(() -> workers.stream().allMatch(w -> w.heard.toString().contains("release")));
    }

    @Test
    void shouldStopWithACheckpointAndGoOnInANextLife() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        advance(4);
        awaitRecorded(3);

        coordinator.tell(new RunCoordinator.Asked(new RunCommand.Stop()));
        assertThat(end()).isEqualTo(new RunUpdate.Stopped(4));
        assertThat(read(() -> disk.checkpoints)).containsExactly(4L);
        kit.stop(coordinator, DEADLINE);

        launch(2, 1);
        await().atMost(DEADLINE).until(() -> status().members().size() == 2);
        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
        assertThat(read(() -> disk.generations.get(disk.generations.size() - 1).lastStep()))
                .isEqualTo(LAST);
    }

    @Test
    void shouldJournalAGenerationOnlyOnceTheStepsBeforeItAreOnDisk() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        synchronized (disk) {
            disk.hold = true;
        }
        advance(4);
        await().atMost(DEADLINE).until(() -> read(() -> disk.held.size() == 1));

        workers.get(1).die();
        await().atMost(DEADLINE).until(() -> read(() -> disk.flushes > 0));
        assertThat(status().phase()).isEqualTo(CoordinatorMachine.Phase.JOURNALING);
        assertThat(workers.get(0).heard).doesNotContain("enter 2 from 4");

        synchronized (disk) {
            disk.hold = false;
            disk.held.forEach(Runnable::run);
        }
        await().atMost(DEADLINE).until(() -> workers.get(0).heard.contains("enter 2 from 4"));
    }

    @Test
    void shouldClaimNoMoreThanGrantedAndFollowAScale() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        assertThat(status().claimed()).isEqualTo(2);

        coordinator.tell(new RunCoordinator.Asked(new RunCommand.Scale(3)));
        await().atMost(DEADLINE).until(() -> status().members().size() == 3);

        coordinator.tell(new RunCoordinator.Asked(new RunCommand.Scale(1)));
        await().atMost(DEADLINE).until(() -> status().members().size() == 1);
        assertThat(status().claimed()).isEqualTo(1);
    }

    @Test
    void shouldNotActForAnOlderSchedulerAndRepeatTheEndOfAFinishedRun() {
        launch(2, 5);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
        kit.stop(coordinator, DEADLINE);

        launch(2, 4);
        assertThat(((RunUpdate.Failed) end()).reason()).contains("fencing number 5");
        kit.stop(coordinator, DEADLINE);

        launch(2, 6);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
    }

    @Test
    void shouldEndSoThatItsParentStartsItAgainWhenFilesFail() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);
        synchronized (disk) {
            disk.recordFailure = "input/output error";
        }

        advance(4);
        parent.expectTerminated(coordinator, DEADLINE);

        synchronized (disk) {
            disk.recordFailure = null;
        }
        launch(2, 1);
        awaitRunning(1);
        advance(LAST);
        assertThat(end()).isEqualTo(new RunUpdate.Finished(LAST));
        assertThat(workers.get(0).heard).containsExactly("enter 1 from 0", "release: the last step is done");
    }

    @Test
    void shouldTakeCommandsAsTheJobSchedulerSendsThem() {
        ActorRef<RunCommand> run = kit.spawn(RunCoordinator.launch(
                assignment(2, 1), new MemoryPorts(disk), feed(), parent.getRef(), Clock.systemUTC()));

        run.tell(new RunCommand.Stop());

        assertThat(end()).isEqualTo(new RunUpdate.Stopped(0));
    }

    @Test
    void shouldFailTheRunWhenItsBlocksCannotBeFed() {
        launch(2, 1);
        worker(FINGERPRINT);
        worker(FINGERPRINT);
        awaitRunning(1);

        synchronized (served) {
            feedFailed.accept("shards/a.bin was changed while it was in use");
        }

        assertThat(end())
                .isEqualTo(
                        new RunUpdate.Failed(0, "no blocks can be fed: shards/a.bin was changed while it was in use"));
    }

    @Test
    void shouldSayWhyNoStepComes() {
        launch(2, 1);
        worker(FINGERPRINT);

        awaitWaiting(reason -> reason.contains("1 of the cluster's 1 slots are ready, it needs 2"));
        worker(FINGERPRINT);
        awaitWaiting(String::isEmpty);

        awaitRunning(1);
        synchronized (disk) {
            disk.host.waiting("the disk is full");
        }
        awaitWaiting("the disk is full"::equals);
    }

    private void awaitWaiting(Predicate<String> reason) {
        parent.fishForMessage(
                DEADLINE,
                update -> update instanceof RunUpdate.Waiting waiting && reason.test(waiting.reason())
                        ? FishingOutcomes.complete()
                        : FishingOutcomes.continueAndIgnore());
    }

    @Test
    void shouldFailWhenTheFilesCannotBeOpened() {
        disk.openFailure = "the folder is locked";
        launch(2, 1);

        assertThat(((RunUpdate.Failed) end()).reason()).contains("run-1").contains("the folder is locked");
    }
}
