package org.steelworks.ops.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.protocol.SlotProtocol;
import org.steelworks.core.protocol.WorkerProtocol;

class WorkerActorTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final WorkerId WORKER = new WorkerId("node-1", 0);
    private static final RestartSchedule QUICK = new RestartSchedule(10, 100, 30_000, 3);

    @TempDir
    Path folder;

    private final Map<Integer, SlotStatus> slots = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<SlotStatus> history = new ConcurrentLinkedQueue<>();
    private final List<Process> started = new ArrayList<>();
    private ActorTestKit kit;
    private ActorRef<WorkerSupervisor.Command> supervisor;
    private TestProbe<SlotProtocol.FromSlot> coordinator;
    private TestProbe<WorkerProtocol.ToWorker> process;

    @BeforeEach
    void start() {
        kit = ActorTestKit.create();
        coordinator = kit.createTestProbe(SlotProtocol.FromSlot.class);
        process = kit.createTestProbe(WorkerProtocol.ToWorker.class);
    }

    @AfterEach
    void stop() throws Exception {
        kit.shutdownTestKit();
        for (SlotStatus status : history) {
            ProcessHandle.of(status.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
        started.forEach(Process::destroyForcibly);
    }

    private void supervise(String... flags) {
        WorkerSettings settings = new WorkerSettings(
                "node-1", folder, folder, "m", List.of(""), 1, 64, 16, WaitingWorker.class.getName(), List.of(flags));
        supervisor =
                kit.spawn(WorkerSupervisor.create(settings, new WorkerStreams(), QUICK, Clock.systemUTC(), status -> {
                    slots.put(status.worker().slot(), status);
                    history.add(status);
                }));
    }

    private SlotStatus awaitState(SlotStatus.State state) {
        return await().atMost(DEADLINE).until(() -> slots.get(0), s -> s != null && s.state() == state);
    }

    /** The first report of a later process; it may have ended by now, a refusing one ends at once. */
    private SlotStatus awaitStart(long afterIncarnation) {
        return await().atMost(DEADLINE)
                .until(
                        () -> history.stream()
                                .filter(s -> s.incarnation() > afterIncarnation && s.pid() != 0)
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    /** The actor a process reports to, as its command line says. */
    private ActorRef<WorkerProtocol.FromWorker> inbox(long incarnation) {
        Pattern call = Pattern.compile("--node-actor (\\S+) --worker node-1/w0 --incarnation " + incarnation + " .*");
        String path = await().atMost(DEADLINE)
                .until(
                        () -> log().lines()
                                .map(call::matcher)
                                .filter(Matcher::find)
                                .map(m -> m.group(1))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
        return ActorRefResolver.get(kit.system()).resolveActorRef(path);
    }

    private String log() throws IOException {
        Path log = folder.resolve("logs/worker-0.log");
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private ActorRef<SlotProtocol.ToSlot> slot() {
        TestProbe<Receptionist.Listing> listings = kit.createTestProbe(Receptionist.Listing.class);
        return await().atMost(DEADLINE)
                .until(
                        () -> {
                            kit.system().receptionist().tell(Receptionist.find(SlotProtocol.KEY, listings.getRef()));
                            return listings.receiveMessage(DEADLINE).getServiceInstances(SlotProtocol.KEY);
                        },
                        found -> !found.isEmpty())
                .iterator()
                .next();
    }

    private void claim(String run, TestProbe<SlotProtocol.FromSlot> by) {
        slot().tell(new SlotProtocol.Claim(setup(run), by.getRef()));
    }

    private static RunSetup setup(String run) {
        return new RunSetup(new RunId(run), null, null, 64, "", "/checkpoints", 10, 0);
    }

    private SlotStatus up() {
        SlotStatus status = awaitStart(0);
        inbox(status.incarnation()).tell(new WorkerProtocol.Up(process.getRef(), status.pid()));
        return status;
    }

    @Test
    void shouldReportTheEndOfAProcessAtOnceAndHaveTheNextOneEnterTheRun() {
        supervise();
        SlotStatus first = up();
        awaitState(SlotStatus.State.IDLE);
        claim("run-1", coordinator);
        assertThat(coordinator.receiveMessage(DEADLINE)).isInstanceOf(SlotProtocol.Claimed.class);
        Member member = new Member(WORKER, first.incarnation());
        assertThat(process.receiveMessage(DEADLINE)).isEqualTo(new WorkerProtocol.EnterRun(setup("run-1"), member));
        WorkerProtocol.Offered offered = new WorkerProtocol.Offered(
                new RunId("run-1"), member, new Fingerprint(Map.of()), new Endpoint("m", 5, ""), 0, Double.NaN);
        inbox(first.incarnation()).tell(offered);
        assertThat(((SlotProtocol.Heard) coordinator.receiveMessage(DEADLINE)).message())
                .isEqualTo(offered);
        assertThat(awaitState(SlotStatus.State.IN_RUN).run()).isEqualTo("run-1");

        ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();

        SlotProtocol.Exited exited = (SlotProtocol.Exited) coordinator.receiveMessage(Duration.ofSeconds(3));
        assertThat(exited.member()).isEqualTo(member);
        assertThat(exited.reason()).isEqualTo("its process was killed (signal 9)");
        SlotStatus second = awaitStart(first.incarnation());
        assertThat(second.restarts()).isEqualTo(1);
        inbox(second.incarnation()).tell(new WorkerProtocol.Up(process.getRef(), second.pid()));
        assertThat(process.receiveMessage(DEADLINE))
                .isEqualTo(new WorkerProtocol.EnterRun(setup("run-1"), new Member(WORKER, second.incarnation())));
    }

    @Test
    void shouldDropWhatADeadProcessStillSays() {
        supervise();
        SlotStatus first = up();
        awaitState(SlotStatus.State.IDLE);
        claim("run-1", coordinator);
        coordinator.receiveMessage(DEADLINE);
        ActorRef<WorkerProtocol.FromWorker> inbox = inbox(first.incarnation());
        supervisor.tell(new WorkerSupervisor.KillWorker(
                0, kit.<Boolean>createTestProbe().getRef()));
        assertThat(((SlotProtocol.Exited) coordinator.receiveMessage(DEADLINE)).reason())
                .contains("killed on request");
        awaitStart(first.incarnation());

        inbox.tell(new WorkerProtocol.Refused(new RunId("run-1"), new Member(WORKER, first.incarnation()), "late"));

        coordinator.expectNoMessage(Duration.ofMillis(200));
    }

    @Test
    void shouldEnterARunThatClaimedBeforeTheProcessWasUpAndLeaveItOnRelease() {
        supervise();
        awaitStart(0);
        claim("run-1", coordinator);
        assertThat(coordinator.receiveMessage(DEADLINE)).isInstanceOf(SlotProtocol.Claimed.class);

        up();

        assertThat(process.receiveMessage(DEADLINE)).isInstanceOf(WorkerProtocol.EnterRun.class);
        TestProbe<SlotProtocol.FromSlot> other = kit.createTestProbe(SlotProtocol.FromSlot.class);
        claim("run-2", other);
        assertThat(((SlotProtocol.Busy) other.receiveMessage(DEADLINE)).run()).isEqualTo(new RunId("run-1"));

        slot().tell(new SlotProtocol.Release(new RunId("run-1"), "the run has ended"));
        WorkerProtocol.ToWorker last = process.fishForMessage(
                        DEADLINE,
                        message -> message instanceof WorkerProtocol.Leave
                                ? org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                                : org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore())
                .get(0);
        assertThat(last).isEqualTo(new WorkerProtocol.Leave(new RunId("run-1"), "the run has ended"));
        claim("run-2", other);
        assertThat(other.receiveMessage(DEADLINE)).isInstanceOf(SlotProtocol.Claimed.class);
    }

    @Test
    void shouldKillAProcessThatTheCoordinatorExpels() {
        supervise();
        SlotStatus first = up();
        awaitState(SlotStatus.State.IDLE);
        claim("run-1", coordinator);
        coordinator.receiveMessage(DEADLINE);

        slot().tell(new SlotProtocol.Expel(new Member(WORKER, first.incarnation() - 1), "an old life"));
        slot().tell(new SlotProtocol.Expel(new Member(WORKER, first.incarnation()), "no answer to Stop"));

        assertThat(((SlotProtocol.Exited) coordinator.receiveMessage(DEADLINE)).reason())
                .isEqualTo("its process was killed (signal 9): no answer to Stop");
        awaitStart(first.incarnation());
    }

    @Test
    void shouldGiveUpASlotWhoseProcessesKeepEndingAlikeAndTellTheirLastWords() {
        supervise("-Drefuse=yes");

        SlotStatus failed = awaitState(SlotStatus.State.FAILED);

        assertThat(failed.lastFailure())
                .contains("given up after 3 starts")
                .contains("code 7")
                .contains("no device in this machine");
        TestProbe<Receptionist.Listing> listings = kit.createTestProbe(Receptionist.Listing.class);
        await().atMost(DEADLINE).until(() -> {
            kit.system().receptionist().tell(Receptionist.find(SlotProtocol.KEY, listings.getRef()));
            return listings.receiveMessage(DEADLINE)
                    .getServiceInstances(SlotProtocol.KEY)
                    .isEmpty();
        });
        supervisor.tell(new WorkerSupervisor.RestartWorker(0));
        awaitStart(failed.incarnation());
    }

    @Test
    void shouldEndTheProcessWithTheSupervisor() {
        supervise();
        long pid = awaitStart(0).pid();
        assertThat(ProcessHandle.of(pid)).isPresent();

        kit.stop(supervisor, DEADLINE);

        await().atMost(DEADLINE)
                .until(() ->
                        ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void shouldKeepTheInputOpenSoThatOnlyItsEndEndsTheProcess() throws Exception {
        WorkerSettings settings = new WorkerSettings(
                "node-1", folder, folder, "m", List.of(""), 1, 64, 16, WaitingWorker.class.getName(), List.of());
        Process child =
                WorkerCommand.of(settings, WORKER, 5, 1, "pekko://x/user/inbox").start();
        started.add(child);
        await().atMost(DEADLINE).until(() -> log().contains("--incarnation 5"));
        assertThat(child.isAlive()).isTrue();

        child.getOutputStream().close();

        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isZero();
    }

    @Test
    void shouldStartNothingBeforeTheProcessesOfAnEarlierLifeAreGone() throws Exception {
        WorkerSettings settings = new WorkerSettings(
                "node-1", folder, folder, "m", List.of(""), 1, 64, 16, WaitingWorker.class.getName(), List.of());
        Process old =
                WorkerCommand.of(settings, WORKER, 5, 1, "pekko://x/user/inbox").start();
        started.add(old);
        new PidFile(folder).started(0, old.pid());
        assertThat(new PidFile(folder).alive()).containsExactly(old.toHandle());

        supervise();

        awaitStart(0);
        assertThat(old.isAlive()).isFalse();
        assertThat(new PidFile(folder).alive()).extracting(ProcessHandle::pid).doesNotContain(old.pid());
    }

    @Test
    void shouldGiveASlotOfARunWithoutCoordinatorToAnotherRunAfterHalfAMinute() {
        SlotClaim claim =
                new SlotClaim(WORKER, kit.<SlotProtocol.ToSlot>createTestProbe().getRef());
        SlotProtocol.Claim mine = new SlotProtocol.Claim(setup("run-1"), coordinator.getRef());
        SlotProtocol.Claim other = new SlotProtocol.Claim(
                setup("run-2"), kit.<SlotProtocol.FromSlot>createTestProbe().getRef());
        claim.take(mine);

        assertThat(claim.decide(other, 0)).isEqualTo(SlotClaim.Answer.BUSY);
        claim.coordinatorGone(coordinator.getRef(), 1_000);
        assertThat(claim.decide(other, SlotClaim.ORPHAN_NS)).isEqualTo(SlotClaim.Answer.BUSY);
        assertThat(claim.decide(mine, SlotClaim.ORPHAN_NS + 1_000)).isEqualTo(SlotClaim.Answer.TAKE);
        assertThat(claim.decide(other, SlotClaim.ORPHAN_NS + 1_000)).isEqualTo(SlotClaim.Answer.TAKE_OVER);
        claim.take(mine);
        assertThat(claim.decide(other, SlotClaim.ORPHAN_NS + 1_000)).isEqualTo(SlotClaim.Answer.BUSY);
    }
}
