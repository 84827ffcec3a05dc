package org.steelworks.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobAnswer.Accepted;
import org.steelworks.core.job.JobAnswer.Cause;
import org.steelworks.core.job.JobAnswer.Refused;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;

class JobSchedulerActorTest {
    private static final ModelSpec MODEL = new ModelSpec(
            512, 64, 64, 4, 2, 4, 4, 128, 0.02, 1e-6, 10_000, false, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final JobId FIRST = new JobId("pretrain-0001");

    private static final String RECIPE =
            """
            kind: pretrain
            model: {config: tiny.json}
            data: {train: [{path: shards}], sequence_length: 64}
            train: {steps: 20, global_batch: 8, micro_batch: 4}
            """;

    @TempDir
    Path folder;

    private ActorTestKit kit;
    private ActorRef<JobScheduler.Command> scheduler;
    private TestProbe<RunRequest> launches;
    private TestProbe<RunCommand> commands;
    private TestProbe<JobAnswer> answers;
    private TestProbe<JobView> views;
    private boolean holds;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("tiny.json"), "{}");
        begin();
    }

    private void begin() {
        Config root = ConfigFactory.parseMap(Map.of("steel.jobs.restart-backoff", "10ms"))
                .withFallback(ConfigFactory.load());
        JobSettings settings = JobSettings.from(root, folder);
        JournalSchema.ensure(settings.database());
        kit = ActorTestKit.create("jobs", settings.pekkoConfig().withFallback(root));
        launches = kit.createTestProbe(RunRequest.class);
        commands = kit.createTestProbe(RunCommand.class);
        answers = kit.createTestProbe(JobAnswer.class);
        views = kit.createTestProbe(JobView.class);
        kit.system().receptionist().tell(Receptionist.register(JobScheduler.WATCHERS, views.getRef()));
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_000_000), ZoneOffset.UTC);
        scheduler = kit.spawn(JobScheduler.create(
                settings,
                new RecipeReader(path -> MODEL),
                request -> Behaviors.setup(context -> {
                    launches.getRef().tell(request);
                    return Behaviors.receiveMessage(command -> {
                        commands.getRef().tell(command);
                        if (command instanceof RunCommand.Scale scale && scale.workers() == 99) {
                            throw new IllegalStateException("the device caught fire");
                        }
                        return Behaviors.same();
                    });
                }),
                clock,
                () -> holds,
                UnaryOperator.identity()));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private JobAnswer submit(String key, String recipe, String dir) {
        scheduler.tell(new JobScheduler.Submit(
                key, recipe, "recipe.yaml", folder.toString(), dir, "my run", 0, answers.getRef()));
        return answers.receiveMessage(DEADLINE);
    }

    private JobView submitted() {
        return ((Accepted) submit("key-1", RECIPE, null)).job();
    }

    private RunRequest launched() {
        return launches.receiveMessage(DEADLINE);
    }

    private JobView await(JobState state) {
        return views.fishForMessage(
                        DEADLINE,
                        view -> view.state() == state
                                ? org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                                : org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore())
                .get(0);
    }

    @Test
    void shouldQueueWithAReasonThenRunAndSucceed() {
        JobView job = submitted();
        assertThat(job.id()).isEqualTo(FIRST);
        assertThat(job.state()).isEqualTo(JobState.QUEUED);
        assertThat(job.steps()).isEqualTo(20);
        assertThat(job.dir()).isEqualTo(folder.resolve("jobs/pretrain-0001").toString());
        assertThat(views.fishForMessage(
                        DEADLINE,
                        view -> view.reason().contains("none yet")
                                ? org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                                : org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore()))
                .isNotEmpty();

        scheduler.tell(new JobScheduler.WorkersCounted(2));
        RunRequest run = launched();
        assertThat(run.workers()).isEqualTo(2);
        assertThat(run.resume()).isFalse();
        assertThat(run.fence()).isEqualTo(1);
        assertThat(run.recipe().spec().train().steps()).isEqualTo(20);
        assertThat(run.recipe().spec().data().train().get(0).path())
                .isEqualTo(folder.resolve("shards").toString());

        run.replyTo().tell(new RunUpdate.Progress(3, 20, 5.5, 1200, 1, 2));
        JobView running = await(JobState.RUNNING);
        assertThat(running.step()).isEqualTo(3);
        assertThat(running.loss()).isEqualTo(5.5);

        run.replyTo().tell(new RunUpdate.Finished(20));
        assertThat(await(JobState.SUCCEEDED).step()).isEqualTo(20);
    }

    @Test
    void shouldAnswerARepeatedSubmitWithTheSameJobAndRefuseAnotherRequestUnderTheSameKey() {
        assertThat(((Accepted) submit("k", RECIPE, null)).created()).isTrue();

        Accepted again = (Accepted) submit("k", RECIPE, null);
        assertThat(again.created()).isFalse();
        assertThat(again.job().id()).isEqualTo(FIRST);

        Refused refused = (Refused) submit("k", RECIPE.replace("20", "30"), null);
        assertThat(refused.cause()).isEqualTo(Cause.KEY_REUSED);
    }

    @Test
    void shouldRefuseABadRecipeNamingLineAndKey() {
        Refused refused = (Refused) submit(null, RECIPE.replace("micro_batch", "micro_bach"), null);

        assertThat(refused.cause()).isEqualTo(Cause.INVALID_RECIPE);
        assertThat(refused.reason()).contains("recipe.yaml:4").contains("Did you mean train.micro_batch?");
    }

    @Test
    void shouldRefuseAFolderInWhichAnotherJobWorks() {
        String dir = folder.resolve("d").toString();
        submit(null, RECIPE, dir);

        assertThat(((Refused) submit(null, RECIPE, dir)).cause()).isEqualTo(Cause.FOLDER_IN_USE);
        assertThat(((Refused) submit(null, RECIPE, "relative")).cause()).isEqualTo(Cause.INVALID_ARGUMENT);
    }

    @Test
    void shouldStopWithACheckpointAndResume() {
        submitted();
        scheduler.tell(new JobScheduler.WorkersCounted(1));
        RunRequest run = launched();
        run.replyTo().tell(new RunUpdate.Progress(3, 20, 5.5, 1200, 1, 1));
        await(JobState.RUNNING);

        scheduler.tell(new JobScheduler.Stop(FIRST, answers.getRef()));
        assertThat(((Accepted) answers.receiveMessage(DEADLINE)).job().state()).isEqualTo(JobState.STOPPING);
        assertThat(commands.receiveMessage(DEADLINE)).isEqualTo(new RunCommand.Stop());
        run.replyTo().tell(new RunUpdate.Stopped(5));
        assertThat(await(JobState.STOPPED).step()).isEqualTo(5);

        scheduler.tell(new JobScheduler.Resume(FIRST, answers.getRef()));
        assertThat(answers.receiveMessage(DEADLINE)).isInstanceOf(Accepted.class);
        assertThat(launched().resume()).isTrue();
    }

    @Test
    void shouldHandChangesOfTheDataToTheRunOrToWhoeverMakesThemWithoutOne() {
        submitted();
        JobScheduler.AddData add = new JobScheduler.AddData(FIRST, List.of("/more"), "1", answers.getRef());
        scheduler.tell(add);
        assertThat(answers.receiveMessage(DEADLINE))
                .as("nobody here changes the data of a job that waits")
                .isEqualTo(new JobAnswer.Refused(
                        JobAnswer.Cause.INVALID_ARGUMENT,
                        "job pretrain-0001 does not train",
                        "Change the data of a training job"));

        scheduler.tell(new JobScheduler.WorkersCounted(2));
        launched();
        scheduler.tell(add);
        assertThat(commands.receiveMessage(DEADLINE))
                .isEqualTo(new RunCommand.AddData(List.of("/more"), "1", answers.getRef()));
        scheduler.tell(new JobScheduler.MixData(FIRST, Map.of("0", 2.5, "/b", 0.0), answers.getRef()));
        assertThat(commands.receiveMessage(DEADLINE))
                .isEqualTo(new RunCommand.MixData(Map.of("0", 2.5, "/b", 0.0), answers.getRef()));

        scheduler.tell(new JobScheduler.AddData(new JobId("pretrain-0009"), List.of("/more"), null, answers.getRef()));
        assertThat(answers.expectMessageClass(JobAnswer.Refused.class).cause()).isEqualTo(JobAnswer.Cause.NOT_FOUND);
        scheduler.tell(new JobScheduler.MixData(new JobId("pretrain-0009"), Map.of("0", 1.0), answers.getRef()));
        assertThat(answers.expectMessageClass(JobAnswer.Refused.class).cause()).isEqualTo(JobAnswer.Cause.NOT_FOUND);
    }

    @Test
    void shouldLaunchRunningJobsAgainAfterARestartWithAHigherFencingNumber() {
        submitted();
        scheduler.tell(new JobScheduler.WorkersCounted(2));
        launched().replyTo().tell(new RunUpdate.Progress(3, 20, 5.5, 1200, 1, 2));
        await(JobState.RUNNING);

        kit.shutdownTestKit();
        begin();

        RunRequest again = launched();
        assertThat(again.job()).isEqualTo(FIRST);
        assertThat(again.resume()).isTrue();
        assertThat(again.workers()).isEqualTo(2);
        assertThat(again.fence()).isEqualTo(2);
        assertThat(((Accepted) submit("key-1", RECIPE, null)).created()).isFalse();
    }

    @Test
    void shouldRunACleaningWithoutWorkersAndTellHowFarItIs() {
        submit("key-1", "kind: prepare\nprepare:\n  in: [raw]\n", null);
        RunRequest run = launched();
        assertThat(run.workers()).isZero();
        JobView.Cleaning far = new JobView.Cleaning(10, 40, 7, 5, 3, 60.0);

        run.replyTo().tell(new RunUpdate.Cleaned(1, 4, far, "10 of 40 bytes"));
        JobView running = await(JobState.RUNNING);
        assertThat(running.step()).isEqualTo(1);
        assertThat(running.steps()).isEqualTo(4);
        assertThat(running.reason()).isEqualTo("10 of 40 bytes");
        assertThat(running.cleaning()).isEqualTo(far);

        run.replyTo().tell(new RunUpdate.Waiting("no data node"));
        run.replyTo().tell(new RunUpdate.Finished(4));
        JobView end = await(JobState.SUCCEEDED);
        assertThat(end.step()).isEqualTo(4);
        assertThat(end.steps()).isEqualTo(4);
        assertThat(end.reason()).isEmpty();
        assertThat(end.cleaning()).isNull();
    }

    @Test
    void shouldGiveUpARunThatKeepsEndingWithoutProgress() {
        submitted();
        scheduler.tell(new JobScheduler.WorkersCounted(1));
        launched().replyTo().tell(new RunUpdate.Progress(7, 20, 5.5, 1200, 1, 1));
        await(JobState.RUNNING);
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                launched();
            }
            scheduler.tell(new JobScheduler.Scale(FIRST, 99, answers.getRef()));
            answers.receiveMessage(DEADLINE);
        }

        JobView failed = await(JobState.FAILED);

        assertThat(failed.reason()).contains("ended 4 times at step 7").contains("the device caught fire");
        launches.expectNoMessage(Duration.ofMillis(100));
    }

    @Test
    void shouldListPagesInOrderAndSayWhatIsUnknown() {
        submit(null, RECIPE, null);
        submit(null, RECIPE, null);
        submit(null, RECIPE, null);

        scheduler.tell(new JobScheduler.ListJobs(null, 2, answers.getRef()));
        JobAnswer.Listed page = (JobAnswer.Listed) answers.receiveMessage(DEADLINE);
        assertThat(page.jobs()).extracting(job -> job.id().value()).containsExactly("pretrain-0001", "pretrain-0002");
        assertThat(page.next()).isEqualTo("pretrain-0002");

        scheduler.tell(new JobScheduler.ListJobs(new JobId(page.next()), 2, answers.getRef()));
        JobAnswer.Listed last = (JobAnswer.Listed) answers.receiveMessage(DEADLINE);
        assertThat(last.jobs()).extracting(job -> job.id().value()).containsExactly("pretrain-0003");
        assertThat(last.next()).isNull();

        scheduler.tell(new JobScheduler.Get(new JobId("none"), answers.getRef()));
        assertThat(((Refused) answers.receiveMessage(DEADLINE)).cause()).isEqualTo(Cause.NOT_FOUND);
    }

    private JobAnswer revise(String recipe, Path dir) {
        scheduler.tell(new JobScheduler.Revise(
                "key-1", recipe, "recipe.yaml", folder.toString(), dir.toString(), answers.getRef()));
        return answers.receiveMessage(DEADLINE);
    }

    @Test
    void shouldHoldAJobOfAnEarlierLifeAndLetItGoOnWithOtherWorkersInAnotherFolder() {
        submitted();
        scheduler.tell(new JobScheduler.WorkersCounted(2));
        launched().replyTo().tell(new RunUpdate.Progress(3, 20, 5.5, 1200, 1, 2));
        await(JobState.RUNNING);
        kit.shutdownTestKit();
        holds = true;
        begin();
        scheduler.tell(new JobScheduler.WorkersCounted(3));
        assertThat(await(JobState.STOPPED).reason()).isEqualTo("its node ended before it did");

        Path moved = folder.resolve("moved");
        JobView revised = ((Accepted) revise(RECIPE + "cluster: {workers: {min: 2, max: 3}}\n", moved)).job();
        assertThat(revised.id()).isEqualTo(FIRST);
        assertThat(revised.state()).isEqualTo(JobState.STOPPED);
        launches.expectNoMessage(Duration.ofMillis(100));
        scheduler.tell(new JobScheduler.Resume(FIRST, answers.getRef()));
        answers.receiveMessage(DEADLINE);

        RunRequest again = launched();
        assertThat(again.resume()).isTrue();
        assertThat(again.workers()).isEqualTo(3);
        assertThat(again.dir()).isEqualTo(moved);
        assertThat(again.recipe().spec().cluster().minWorkers()).isEqualTo(2);
        assertThat(((Accepted) submit("key-1", RECIPE, null)).created())
                .as("the first request is still known")
                .isFalse();
        kit.shutdownTestKit();
        holds = false;
        begin();
        assertThat(launched().dir()).as("the revision survives").isEqualTo(moved);
    }

    @Test
    void shouldRefuseToGoOnWithAnotherScienceNamingTheKeys() {
        JobView job = submitted();
        Path dir = Path.of(job.dir());

        Refused refused = (Refused) revise(
                """
                kind: pretrain
                model: {config: tiny.json}
                data: {train: [{path: elsewhere, weight: 2.0}], sequence_length: 64}
                train: {steps: 30, global_batch: 8, micro_batch: 4, optimizer: {lr: 2.0e-3}}
                checkpoint: {every_steps: 5}
                cluster: {threads_per_worker: 2}
                """,
                dir);

        assertThat(refused.cause()).isEqualTo(Cause.OTHER_SCIENCE);
        assertThat(refused.reason())
                .contains(
                        "train.steps is 30, the run has 20 (`steel continue DIR --steps +N` gives a finished run more steps)")
                .contains("train.optimizer.lr is 0.002, the run has 3.0E-4")
                .contains("cluster.threads_per_worker is 2, the run has 1 (item 'threads' of the fingerprint")
                .contains("data.train is [weight 2.0], the run has [weight 1.0]")
                .doesNotContain("checkpoint.")
                .doesNotContain("model.");
    }

    @Test
    void shouldNotReviseAJobThatHasNotEndedAndSayWhereThereIsNone() {
        assertThat(((Refused) revise(RECIPE, folder)).cause()).isEqualTo(Cause.NOT_FOUND);
        JobView job = submitted();

        assertThat(revise(RECIPE, Path.of(job.dir()))).as("the same text").isInstanceOf(Accepted.class);
        assertThat(((Refused) revise(RECIPE, folder.resolve("moved"))).cause()).isEqualTo(Cause.WRONG_STATE);
    }
}
