package org.steelworks.core.run.machine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.BlameRule;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.HolderPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.RankPlan;
import org.steelworks.core.generation.RecoveryPlan;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.protocol.StepNotice;
import org.steelworks.core.run.machine.RunNotice.Type;

/**
 * The coordinator's half of the step protocol: pure, single-threaded, driven by inputs with a time and acting through a
 * {@link CoordinatorPort}. It forms generations and is not on the path of a step.
 *
 * <p>Legal transitions: WAITING → STOPPING (enough workers, or a loss) → FINDING_BASE (no holder of some bucket) →
 * JOURNALING → FORMING (plan sent) → RUNNING (all ready) → ENDING (all finished the last step) → ENDED. A loss, a
 * joiner, a stop or a step that does not end leads from any of the middle ones back to STOPPING. Everything sent is
 * sent again until answered; answers to older generations are dropped.
 */
public final class CoordinatorMachine {
    /** Phases of a run. */
    public enum Phase {
        WAITING,
        STOPPING,
        FINDING_BASE,
        JOURNALING,
        FORMING,
        RUNNING,
        ENDING,
        ENDED
    }

    /** A worker that does not answer Stop for so long is left out. */
    public static final long STOP_ANSWER_NS = 1_000_000_000L;
    /**
     * Members get so long to become ready, plus the time to copy their state; then the generation is formed again, which
     * leaves out whoever does not answer. Who is not ready {@link #FORMING_TRIES} times in a row is left out too.
     */
    public static final long FORMING_NS = 10_000_000_000L;
    /** Slowest link on which state is copied, bytes per second: bounds the time a member gets to become ready. */
    public static final long SLOWEST_LINK = 100_000_000L;
    /** After a restart of the coordinator, how long it waits for the members of the running generation. */
    public static final long RESIDENT_GRACE_NS = 2_000_000_000L;
    /** Complaints of one step are collected for so long before anybody is blamed. */
    public static final long COMPLAINT_NS = 300_000_000L;

    private static final long RESEND_NS = 200_000_000L;
    private static final long CHECKPOINT_RETRY_NS = 2_000_000_000L;
    private static final int NON_FINITE_TRIES = 3;
    private static final int FORMING_TRIES = 3;
    private static final String DATA_CHANGED = "a change of its data comes in";
    /** Processes that end by a fault of their own without a step between before the run is given up. */
    private static final int CRASH_TRIES = 3;
    /** No input comes for so long only when this process itself was held up: nobody else is late then. */
    private static final long PAUSE_NS = 500_000_000L;

    private final RunPlanSettings settings;
    private final CoordinatorPort port;
    private final Set<Member> registered = new TreeSet<>();
    private final Map<Member, StopReport> reports = new TreeMap<>();
    private final Set<Member> expected = new TreeSet<>();
    private final Set<Member> ready = new HashSet<>();
    private final Map<Member, StepNotice.Finished> finished = new TreeMap<>();
    private final Map<Integer, BlameRule.Complaint> complaints = new TreeMap<>();
    private final Set<Member> residents = new HashSet<>();

    private Phase phase = Phase.WAITING;
    private long number;
    private GenerationPlan plan;
    private GenerationPlan pending;
    private List<Member> chosen = List.of();
    private String reason = "the run starts";
    private long phaseStartNs;
    private long lastSendNs;
    private long complainedNs;
    private long accepted = -1;
    /** Highest step that was ever handed to ledger and metrics. */
    private long handedOver;

    private long recorded;
    private long published;
    private boolean stopRequested;
    private long lossNs = -1;
    private int failedRounds;
    private long failedStep = -1;
    private boolean blaming;
    private int rotation;
    private long nonFiniteStep = -1;
    private int nonFiniteTries;
    /** Of the gradients of that step's tries so far. */
    private final Set<Digest128> nonFiniteDigests = new HashSet<>();

    private long skipStep = -1;
    private long checkpointRetryNs = -1;
    private boolean recovering;
    private int formingTries;
    private int crashes;
    private long tickedNs = -1;
    private DataPlace data = DataPlace.NONE;
    private boolean dataWaits;
    private boolean feedMoved;

    /**
     * @param recorded last step that the ledger already has; it is compared with the replay, not written again
     * @param published step of the newest published checkpoint, 0 for none
     */
    public CoordinatorMachine(RunPlanSettings settings, CoordinatorPort port, long recorded, long published) {
        this.settings = settings;
        this.port = port;
        this.recorded = recorded;
        this.published = published;
        this.handedOver = recorded;
    }

    public Phase phase() {
        return phase;
    }

    /** The plan in force, or null before the first generation. */
    public GenerationPlan plan() {
        return plan;
    }

    /** Number of the newest generation formed or being formed. */
    public long number() {
        return number;
    }

    /** Last step whose decision was handed to ledger and metrics in this history; -1 before the first generation. */
    public long accepted() {
        return accepted;
    }

    // ---- recovery of the coordinator itself

    /**
     * Before any other input: the newest journalled plan.
     *
     * @param stopWasRequested whether a stop was asked for
     * @param feedMoved whether blocks come from elsewhere now than that plan's members know: those that still train learn
     *     of it with a generation, which is formed at once
     */
    public void recover(GenerationPlan journalled, boolean stopWasRequested, boolean feedMoved) {
        this.feedMoved = feedMoved;
        plan = journalled;
        number = journalled.generation().number();
        accepted = Math.max(journalled.recordedThrough(), recorded);
        stopRequested = stopWasRequested;
        skipStep = journalled.skipStep();
        recovering = true;
        reason = "the coordinator restarted";
    }

    /**
     * Before any other input but {@link #recover}: what is durable of changes of the data.
     *
     * @param waits whether some of them have no place yet
     */
    public void data(DataPlace inForce, boolean waits) {
        // generations far beyond this journal's are of another cluster: they say nothing of this one's members
        data = inForce.generation() > number + 1 ? DataPlace.NONE : inForce;
        dataWaits = waits;
        if (data.generation() > number && skipStep > data.step()) {
            skipStep = -1;
        }
    }

    /** The data were changed, durably: that comes in with the next generation, which is formed now if the run is training. */
    public void onDataWaits(long nowNs) {
        dataWaits = true;
        if (phase == Phase.RUNNING) {
            change(DATA_CHANGED, nowNs);
        }
    }

    /**
     * Blocks come from elsewhere now. Members that were told of a generation ask where it said: they learn of it with the
     * next one.
     *
     * @param why one sentence
     */
    public void onFeedMoved(String why, long nowNs) {
        if (phase == Phase.RUNNING || phase == Phase.FORMING) {
            change(why, nowNs);
        } else if (phase == Phase.WAITING) {
            feedMoved = true;
        }
    }

    // ---- membership

    /**
     * A worker offers itself.
     *
     * @param inGeneration number of the generation it is in, 0 for none
     */
    public void onRegistered(Member member, long inGeneration, long nowNs) {
        if (phase == Phase.ENDED) {
            port.release(member, "the run has ended");
            return;
        }
        for (Member older : List.copyOf(registered)) {
            if (older.worker().equals(member.worker()) && older.incarnation() < member.incarnation()) {
                onExited(older, "its worker started again", nowNs);
            }
        }
        if (!registered.add(member)) {
            return;
        }
        port.event(notice(Type.JOINED, member, "registered with the run"));
        if (phase == Phase.WAITING) {
            if (plan != null && inGeneration == number && plan.generation().indexOf(member) >= 0) {
                residents.add(member);
            }
            if (registered.size() == 1) {
                phaseStartNs = nowNs;
            }
            leaveWaiting(nowNs);
        } else if (phase == Phase.STOPPING) {
            expect(member);
        } else if (phase == Phase.RUNNING && wantsMore()) {
            change(member.worker() + " joins", nowNs);
        }
    }

    private boolean wantsMore() {
        int members = plan.generation().members().size();
        return members < Math.min(settings.maxWorkers(), settings.leaves()) && registered.size() > members;
    }

    private void leaveWaiting(long nowNs) {
        if (plan != null && residents.containsAll(plan.generation().members())) {
            residents.clear();
            enter(Phase.RUNNING, nowNs);
            if (feedMoved) {
                change("its blocks come from another node now", nowNs);
            } else if (dataWaits) {
                change(DATA_CHANGED, nowNs);
            }
            return;
        }
        boolean grace = !recovering || allSeen() || nowNs - phaseStartNs >= RESIDENT_GRACE_NS;
        int least = plan == null ? Math.min(settings.minWorkers(), settings.leaves()) : 1;
        if (registered.size() >= least && grace) {
            residents.clear();
            change(reason, nowNs);
        }
    }

    /** Whether each member of the recovered plan has registered, itself or in a later life. */
    private boolean allSeen() {
        return plan.generation().members().stream().allMatch(member -> registered.stream()
                .anyMatch(seen -> seen.worker().equals(member.worker()) && seen.incarnation() >= member.incarnation()));
    }

    /** A worker's process has ended by no fault of its own, such as by a kill. */
    public void onExited(Member member, String why, long nowNs) {
        lost(member, why, nowNs);
    }

    /**
     * A worker's process has ended by a fault of its own. Some such ends in a row with no step between, on whichever
     * workers, end the run: the next try would end like them.
     */
    public void onCrashed(Member member, String why, long nowNs) {
        boolean concerned = registered.contains(member) && phase != Phase.WAITING && phase != Phase.ENDED;
        if (concerned && ++crashes >= CRASH_TRIES) {
            fail(crashes + " workers crashed in a row at step " + (Math.max(0, accepted) + 1) + ", the last one "
                    + member.worker() + ": " + why);
            return;
        }
        lost(member, why, nowNs);
    }

    private void lost(Member member, String why, long nowNs) {
        if (!registered.remove(member)) {
            return;
        }
        expected.remove(member);
        reports.remove(member);
        residents.remove(member);
        port.event(notice(Type.LOST, member, why));
        if (phase == Phase.STOPPING) {
            closeStopping(nowNs);
            return;
        }
        boolean inPlan = plan != null && plan.generation().indexOf(member) >= 0;
        boolean inPending = pending != null && pending.generation().indexOf(member) >= 0;
        boolean affected =
                switch (phase) {
                    case RUNNING, FORMING, ENDING -> inPlan;
                    case JOURNALING -> inPending;
                    case FINDING_BASE -> chosen.contains(member);
                    case WAITING, STOPPING, ENDED -> false;
                };
        if (affected) {
            if (lossNs < 0) {
                lossNs = nowNs;
            }
            change(member.worker() + " was lost: " + why, nowNs);
        }
    }

    /** The user wants the run to stop: a checkpoint of the last decided step, then the end. */
    public void onStopRequested(long nowNs) {
        stopRequested = true;
        if (phase == Phase.WAITING) {
            end(Math.max(published, 0), false);
        } else if (phase == Phase.RUNNING || phase == Phase.FORMING) {
            change("a stop was requested", nowNs);
        }
    }

    // ---- changing the generation

    private void change(String why, long nowNs) {
        reason = why;
        reports.clear();
        expected.clear();
        complaints.clear();
        pending = null;
        if (registered.isEmpty()) {
            port.event(RunNotice.of(Type.WAITING, number, "", accepted, "no worker is left: " + why));
            enter(Phase.WAITING, nowNs);
            return;
        }
        enter(Phase.STOPPING, nowNs);
        port.event(RunNotice.of(Type.STOPPING, number, "", accepted, why));
        for (Member member : registered) {
            expect(member);
        }
    }

    private void expect(Member member) {
        expected.add(member);
        port.stop(member, number);
    }

    /** A worker's answer to Stop. */
    public void onStopReport(Member member, long stopped, StopReport report, long nowNs) {
        if (phase == Phase.STOPPING && stopped == number && expected.contains(member)) {
            reports.put(member, data.outdates(report) ? StopReport.empty() : report);
            closeStopping(nowNs);
        }
    }

    private void closeStopping(long nowNs) {
        if (registered.isEmpty()) {
            change(reason, nowNs);
        } else if (!expected.isEmpty() && reports.keySet().containsAll(expected)) {
            choose(nowNs);
        }
    }

    private void leaveOutSilent(long nowNs) {
        for (Member silent : List.copyOf(expected)) {
            if (!reports.containsKey(silent)) {
                expel(silent, "no answer to Stop within " + STOP_ANSWER_NS / 1_000_000 + " ms");
            }
        }
        blaming = false;
        closeStopping(nowNs);
    }

    private void expel(Member member, String why) {
        registered.remove(member);
        expected.remove(member);
        reports.remove(member);
        port.event(notice(Type.EXPELLED, member, why));
        port.expel(member, why);
    }

    private void choose(long nowNs) {
        blame();
        if (reports.isEmpty()) {
            change(reason, nowNs);
            return;
        }
        chosen = seats();
        List<StopReport> answers = chosen.stream().map(reports::get).toList();
        Decision known = plan == null ? null : plan.decision();
        RecoveryPlan recovery =
                RecoveryPlan.of(answers, known, plan == null ? 0 : plan.decidedIn(), settings.bucketElements().length);
        if (recovery.step() < 0) {
            reason = reason + "; " + recovery.reason();
            enter(Phase.FINDING_BASE, nowNs);
            port.findBase();
            return;
        }
        Base base = new Base(recovery.step(), recovery.appliedSteps(), Base.Source.MEMBERS, "");
        takeOver(answers, recovery);
        form(base, recovery, recovery.step() - 1, nowNs);
    }

    /** Members of the old generation keep their seats, then those with state, then joiners. */
    private List<Member> seats() {
        int seats = Math.min(settings.maxWorkers(), settings.leaves());
        List<Member> order = new ArrayList<>(reports.keySet());
        order.sort((a, b) -> Integer.compare(seatRank(a), seatRank(b)));
        List<Member> taken = new ArrayList<>(order.subList(0, Math.min(seats, order.size())));
        taken.sort(null);
        return taken;
    }

    private int seatRank(Member member) {
        boolean old = plan != null && plan.generation().indexOf(member) >= 0;
        return old ? 0 : reports.get(member).decided() >= 0 ? 1 : 2;
    }

    private void blame() {
        if (!blaming || plan == null) {
            return;
        }
        blaming = false;
        Generation generation = plan.generation();
        BlameRule rule = BlameRule.decide(generation.members().size(), List.copyOf(lastComplaints), failedRounds);
        Optional<Member> excluded = rule.excluded().map(generation.members()::get);
        if (excluded.isPresent() && reports.containsKey(excluded.get()) && reports.size() > 1) {
            expel(excluded.get(), rule.reason());
        }
        reason = reason + "; " + rule.reason();
    }

    private List<BlameRule.Complaint> lastComplaints = List.of();

    /** Decisions that only the stopped members know go to the ledger now. */
    private void takeOver(List<StopReport> answers, RecoveryPlan recovery) {
        accepted = Math.max(accepted, Math.min(recorded, recovery.step() - 1));
        Map<Long, Decision> known = new TreeMap<>();
        for (StopReport answer : answers) {
            for (Decision decision : answer.unrecorded()) {
                known.merge(decision.step(), decision, Decision::fuller);
            }
        }
        List<StableStep> fresh = new ArrayList<>();
        for (Decision decision : known.values()) {
            if (decision.step() == accepted + 1 && decision.step() < recovery.step()) {
                fresh.add(StableStep.unmeasured(decision));
                accepted = decision.step();
            }
        }
        handOver(fresh);
    }

    private void handOver(List<StableStep> fresh) {
        if (!fresh.isEmpty()) {
            handedOver = Math.max(handedOver, accepted);
            port.record(fresh);
        }
    }

    /** The newest valid checkpoint, or the beginning. */
    public void onBaseFound(Base base, String why, long nowNs) {
        if (phase != Phase.FINDING_BASE) {
            return;
        }
        reason = reason + "; " + why;
        List<BitSet> none = chosen.stream().map(m -> new BitSet()).toList();
        accepted = base.step();
        form(base, new RecoveryPlan(base.step(), base.appliedSteps(), null, 0, none, why), base.step(), nowNs);
    }

    private void form(Base base, RecoveryPlan recovery, long recordedThrough, long nowNs) {
        List<BitSet> has = recovery.has();
        if (accepted < 0) {
            accepted = recordedThrough;
        }
        number++;
        RankPlan ranks = RankPlan.of(settings.leaves(), chosen.size());
        if (rotation > 0) {
            ranks = ranks.rotated(rotation % chosen.size());
        }
        HolderPlan holders = HolderPlan.of(settings.bucketElements(), chosen.size(), settings.replicas(), has);
        Generation generation = new Generation(number, chosen, ranks.ranges(), holders.holders());
        long lastStep = stopRequested ? Math.min(base.step(), settings.lastStep()) : settings.lastStep();
        boolean due = base.step() == lastStep || settings.snapshotDue().test(base.step());
        boolean snapshotBase =
                base.source() == Base.Source.MEMBERS && base.step() > 0 && base.step() > published && due;
        feedMoved = false;
        boolean dataComesIn = dataWaits;
        if (dataComesIn) {
            dataWaits = false;
            data = new DataPlace(Math.max(base.step(), handedOver), number);
            // steps behind it have other samples than those that were found not to be finite
            nonFiniteStep = -1;
            skipStep = skipStep > data.step() ? -1 : skipStep;
        }
        pending = new GenerationPlan(
                generation,
                base,
                recovery.decision(),
                recovery.decidedIn(),
                sources(base, generation, has),
                lastStep,
                snapshotBase,
                skipStep,
                recordedThrough,
                data,
                reason + "; " + ranks.reason());
        enter(Phase.JOURNALING, nowNs);
        if (dataComesIn) {
            port.placeData(data);
        }
        port.journal(pending);
    }

    private static int[] sources(Base base, Generation generation, List<BitSet> has) {
        int[] sources = new int[generation.buckets()];
        for (int b = 0; b < sources.length; b++) {
            sources[b] = -1;
            if (base.source() != Base.Source.MEMBERS) {
                continue;
            }
            int primary = generation.primary(b);
            if (has.get(primary).get(b)) {
                sources[b] = primary;
                continue;
            }
            for (int m = 0; m < has.size(); m++) {
                if (has.get(m).get(b)) {
                    sources[b] = m;
                    break;
                }
            }
        }
        return sources;
    }

    /** The plan is durable. */
    public void onJournaled(long journalled, long nowNs) {
        if (phase != Phase.JOURNALING || pending == null || pending.generation().number() != journalled) {
            return;
        }
        plan = pending;
        pending = null;
        ready.clear();
        finished.clear();
        enter(Phase.FORMING, nowNs);
        port.event(RunNotice.of(Type.GENERATION, number, "", plan.base().step(), plan.reason()));
        sendPlan(nowNs);
    }

    private void sendPlan(long nowNs) {
        lastSendNs = nowNs;
        for (Member member : plan.generation().members()) {
            if (!ready.contains(member)) {
                port.plan(member, plan);
            }
        }
    }

    // ---- notices of members

    /** What a member says of its own accord. */
    public void onNotice(Member member, StepNotice notice, long nowNs) {
        boolean current = plan != null
                && notice.generation() == number
                && plan.generation().number() == number
                && plan.generation().indexOf(member) >= 0
                && (phase == Phase.FORMING || phase == Phase.RUNNING || phase == Phase.ENDING);
        if (!current) {
            return;
        }
        if (notice instanceof StepNotice.Ready) {
            onReady(member, nowNs);
        } else if (notice instanceof StepNotice.Stable stable) {
            onStable(stable, nowNs);
        } else if (notice instanceof StepNotice.Finished end) {
            onFinished(member, end, nowNs);
        } else if (notice instanceof StepNotice.Overdue overdue) {
            onOverdue(member, overdue, nowNs);
        } else if (notice instanceof StepNotice.NonFinite nonFinite) {
            onNonFinite(nonFinite, nowNs);
        }
    }

    private void onReady(Member member, long nowNs) {
        ready.add(member);
        if (phase == Phase.FORMING && ready.containsAll(plan.generation().members())) {
            formingTries = 0;
            enter(Phase.RUNNING, nowNs);
            port.event(RunNotice.of(Type.READY, number, "", plan.base().step(), "all members are ready"));
            if (finished.size() == plan.generation().members().size()) {
                tryEnd(nowNs);
            } else if (wantsMore()) {
                change("a worker that registered meanwhile joins", nowNs);
            } else if (stopRequested
                    && plan.lastStep() == settings.lastStep()
                    && plan.base().step() < plan.lastStep()) {
                change("a stop was requested", nowNs);
            } else if (dataWaits) {
                change(DATA_CHANGED, nowNs);
            }
        }
    }

    private void onStable(StepNotice.Stable stable, long nowNs) {
        if (lossNs >= 0 && stable.decided() > plan.base().step()) {
            recovered(stable.decided(), nowNs);
        }
        if (stable.decided() > failedStep) {
            failedRounds = 0;
        }
        if (stable.decided() > plan.base().step()) {
            crashes = 0;
        }
        if (!complaints.isEmpty() && stable.decided() >= failedStep) {
            complaints.clear();
        }
        accept(stable.steps());
    }

    private void recovered(long step, long nowNs) {
        double seconds = (nowNs - lossNs) / 1e9;
        lossNs = -1;
        port.event(
                new RunNotice(Type.RECOVERED, number, "", step, "the first step after the loss is decided", seconds));
    }

    private void accept(List<StableStep> steps) {
        List<StableStep> fresh = new ArrayList<>();
        for (StableStep step : steps) {
            if (step.step() == accepted + 1) {
                fresh.add(step);
                accepted = step.step();
            }
        }
        handOver(fresh);
    }

    /** Ledger and metrics have all steps up to {@code step} on disk. */
    public void onRecorded(long step, long nowNs) {
        recorded = Math.max(recorded, step);
        if (plan == null) {
            return;
        }
        for (Member member : plan.generation().members()) {
            port.acknowledge(member, Math.min(step, accepted));
        }
        tryEnd(nowNs);
    }

    private void onFinished(Member member, StepNotice.Finished end, long nowNs) {
        if (end.step() != plan.lastStep()) {
            return;
        }
        finished.put(member, end);
        if (finished.size() < plan.generation().members().size()) {
            return;
        }
        if (lossNs >= 0) {
            recovered(end.step(), nowNs);
        }
        StableStep last = finished.values().stream()
                .map(StepNotice.Finished::last)
                .filter(step -> step != null)
                .findFirst()
                .orElse(null);
        if (last != null) {
            Double validation = ValidationLosses.mean(finished.values().stream()
                    .map(StepNotice.Finished::validation)
                    .toList());
            accept(List.of(last.withWeightsDigest(lastDigest()).withValidationLoss(validation)));
        }
        if (phase == Phase.RUNNING) {
            enter(Phase.ENDING, nowNs);
        }
        tryEnd(nowNs);
    }

    private Digest128 lastDigest() {
        Digest128[] parts = new Digest128[settings.bucketElements().length];
        for (StepNotice.Finished end : finished.values()) {
            if (end.weightsDigests().size() != end.buckets().size()) {
                return null;
            }
            for (int i = 0; i < end.buckets().size(); i++) {
                parts[end.buckets().get(i)] = end.weightsDigests().get(i);
            }
        }
        return settings.digestFold().apply(parts);
    }

    private void tryEnd(long nowNs) {
        boolean done = plan != null
                && (phase == Phase.RUNNING || phase == Phase.ENDING)
                && finished.size() == plan.generation().members().size()
                && accepted >= plan.lastStep()
                && recorded >= plan.lastStep()
                && published >= plan.lastStep();
        if (done) {
            enter(Phase.ENDED, nowNs);
            end(plan.lastStep(), plan.lastStep() >= settings.lastStep());
        }
    }

    private void end(long step, boolean completed) {
        phase = Phase.ENDED;
        String why = completed ? "the last step is done" : "stopped as requested";
        port.event(RunNotice.of(Type.ENDED, number, "", step, why));
        for (Member member : registered) {
            port.release(member, why);
        }
        port.ended(step, completed);
    }

    private void onOverdue(Member member, StepNotice.Overdue overdue, long nowNs) {
        if (phase != Phase.RUNNING) {
            return;
        }
        if (complaints.isEmpty()) {
            complainedNs = nowNs;
            if (failedStep != overdue.step()) {
                failedRounds = 0;
            }
            failedStep = overdue.step();
        }
        int index = plan.generation().indexOf(member);
        complaints.put(index, new BlameRule.Complaint(index, overdue.missing()));
        port.event(notice(
                Type.OVERDUE, member, "step " + overdue.step() + " is overdue, missing from " + overdue.missing()));
    }

    private void blameOverdue(long nowNs) {
        lastComplaints = List.copyOf(complaints.values());
        failedRounds++;
        blaming = true;
        if (lossNs < 0) {
            lossNs = complainedNs;
        }
        change("step " + failedStep + " did not end in time", nowNs);
    }

    private void onNonFinite(StepNotice.NonFinite nonFinite, long nowNs) {
        String what = "step " + nonFinite.step() + " is not finite (" + nonFinite.what() + ")";
        if (nonFinite.step() != nonFiniteStep) {
            nonFiniteStep = nonFinite.step();
            nonFiniteTries = 0;
            nonFiniteDigests.clear();
        }
        boolean again = !nonFiniteDigests.add(nonFinite.digest());
        nonFiniteTries++;
        port.event(RunNotice.of(Type.NON_FINITE, number, "", nonFinite.step(), what));
        if (again && settings.skipNonFinite()) {
            skipStep = nonFinite.step();
            change(what + " twice alike: it is skipped as train.non_finite says", nowNs);
        } else if (again) {
            fail(what + " twice alike, so data or mathematics are at fault; train.non_finite is stop."
                    + " Lower train.optimizer.lr, look at the step's samples, or set train.non_finite: skip");
        } else if (nonFiniteTries >= NON_FINITE_TRIES) {
            fail(what + " with other bits on each of " + nonFiniteTries + " tries: a device computes wrongly");
        } else {
            rotation++;
            change(what + ": other workers compute its leaves again", nowNs);
        }
    }

    private void fail(String why) {
        phase = Phase.ENDED;
        port.event(RunNotice.of(Type.FAILED, number, "", accepted, why));
        for (Member member : registered) {
            port.release(member, why);
        }
        port.failed(why);
    }

    // ---- checkpoints

    /** A checkpoint of {@code step} is on disk and valid. */
    public void onPublished(long step, long nowNs) {
        published = Math.max(published, step);
        port.event(RunNotice.of(Type.CHECKPOINT, number, "", step, "checkpoint published"));
        tryEnd(nowNs);
    }

    /** A checkpoint could not be written; training goes on, the last step's is tried again. */
    public void onPublishFailed(long step, String why, long nowNs) {
        port.event(RunNotice.of(Type.CHECKPOINT_FAILED, number, "", step, why));
        if (plan != null && step >= plan.lastStep()) {
            checkpointRetryNs = nowNs + CHECKPOINT_RETRY_NS;
        }
    }

    // ---- time

    /** Sends again what is not answered and gives up on who is silent. Call every few tens of milliseconds. */
    public void onTick(long nowNs) {
        long heldUpNs = tickedNs < 0 ? 0 : nowNs - tickedNs;
        tickedNs = nowNs;
        if (heldUpNs >= PAUSE_NS) {
            phaseStartNs += heldUpNs;
            complainedNs += heldUpNs;
        }
        switch (phase) {
            case WAITING -> leaveWaiting(nowNs);
            case STOPPING -> tickStopping(nowNs);
            case FORMING -> tickForming(nowNs);
            case RUNNING, ENDING -> tickRunning(nowNs);
            case FINDING_BASE, JOURNALING, ENDED -> {}
        }
    }

    private void tickStopping(long nowNs) {
        if (nowNs - phaseStartNs >= STOP_ANSWER_NS) {
            leaveOutSilent(nowNs);
        } else if (nowNs - lastSendNs >= RESEND_NS) {
            lastSendNs = nowNs;
            for (Member member : expected) {
                if (!reports.containsKey(member)) {
                    port.stop(member, number);
                }
            }
        }
    }

    private void tickForming(long nowNs) {
        if (nowNs - phaseStartNs >= formingNs()) {
            formingTries++;
            List<Member> late = plan.generation().members().stream()
                    .filter(member -> !ready.contains(member))
                    .toList();
            if (formingTries >= FORMING_TRIES) {
                formingTries = 0;
                late.forEach(member ->
                        expel(member, "not ready " + formingNs() / 1_000_000_000 + " s after its plan, several times"));
            }
            change("not ready in time: " + late.stream().map(Member::worker).toList(), nowNs);
        } else if (nowNs - lastSendNs >= RESEND_NS) {
            sendPlan(nowNs);
        }
    }

    /** Weights and two moments of every bucket, fp32, over the slowest link. */
    private long formingNs() {
        long bytes = 0;
        for (int elements : settings.bucketElements()) {
            bytes += 12L * elements;
        }
        return formingNs(bytes);
    }

    /** Time to become ready, of which copying a state of so many bytes is a part. */
    static long formingNs(long stateBytes) {
        return FORMING_NS + (long) (stateBytes * 1e9 / SLOWEST_LINK);
    }

    private void tickRunning(long nowNs) {
        if (checkpointRetryNs >= 0 && nowNs >= checkpointRetryNs) {
            checkpointRetryNs = -1;
            if (published < plan.lastStep()
                    && finished.size() == plan.generation().members().size()) {
                change("the last step's checkpoint is tried again", nowNs);
                return;
            }
        }
        if (phase == Phase.ENDING && published < plan.lastStep() && nowNs - phaseStartNs >= formingNs()) {
            change("the last step's checkpoint is not published yet", nowNs);
            return;
        }
        tickComplaints(nowNs);
    }

    private void tickComplaints(long nowNs) {
        if (!complaints.isEmpty() && nowNs - complainedNs >= COMPLAINT_NS && phase != Phase.STOPPING) {
            blameOverdue(nowNs);
        }
    }

    private void enter(Phase next, long nowNs) {
        if (next != Phase.WAITING) {
            recovering = false;
        }
        phase = next;
        phaseStartNs = nowNs;
        lastSendNs = nowNs;
    }

    private RunNotice notice(Type type, Member member, String why) {
        return RunNotice.of(type, number, member.worker().toString(), accepted, why);
    }
}
