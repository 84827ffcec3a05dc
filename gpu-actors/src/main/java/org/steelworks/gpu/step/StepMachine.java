package org.steelworks.gpu.step;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.protocol.StepNotice;

/**
 * A member's half of the step protocol: pure, single-threaded, driven by inputs with a time and acting through a
 * {@link StepPort}. Members decide steps among themselves; the coordinator is heard only when a generation ends.
 *
 * <p>Legal transitions: IDLE → CATCHING_UP (a plan names this member) → STEPPING (all state is of the base) →
 * FINISHING (the last step is applied); from any of these → STOPPED (the coordinator stops the generation) →
 * CATCHING_UP (the next plan). Whatever arrives from another generation is dropped before it gets here.
 *
 * <p>Nobody can be two decided steps ahead of anybody, because step t + 1 needs everyone's Prepared(t + 1), sent after
 * deciding t: so two {@link StepState}s suffice, and a buffer of step t may be reused once Prepared(t) was sent.
 */
public final class StepMachine {
    /** Phases of a member. */
    public enum Phase {
        IDLE,
        CATCHING_UP,
        STEPPING,
        FINISHING,
        STOPPED
    }

    /** Steps whose blocks are asked for ahead of the one being computed. */
    public static final int BLOCKS_AHEAD = 2;
    /** Decisions kept until the coordinator has recorded them; a member that is full decides no more until it has. */
    static final int UNRECORDED_LIMIT = 4096;

    /** How many times as long as this member others may take for their share of a validation. */
    private static final int VALIDATION_PATIENCE = 3;

    private static final long RESEND_STABLE_NS = 1_000_000_000L;

    private final Member self;
    private final LeafTree tree;
    private final StepScience science;
    private final OutcomeRule outcomes;
    private final StepPort port;
    private final RepairTimer repair = new RepairTimer();
    private final DeadlineRule deadlines = new DeadlineRule();
    private final long[] stateVersion;
    private final long[] weightVersion;
    private final BitSet pendingApply = new BitSet();
    private final Deque<StableStep> unrecorded = new ArrayDeque<>();
    /** Leaves whose tokens are in memory, by step; never beyond {@link #BLOCKS_AHEAD}. */
    private final NavigableMap<Long, BitSet> blocks = new TreeMap<>();

    private Phase phase = Phase.IDLE;
    private long stoppedThrough;
    private GenerationPlan plan;
    private int me = -1;
    private long decided = -1;
    private long appliedSteps;
    private long decidedIn;
    private long prepared = -1;
    private long preparedIn;
    /** Number of the newest generation whose base was taken; 0 before the first. */
    private long enteredIn;

    private Decision decision;
    private StepState current;
    private StepState next;
    private Prepared lastPrepared;
    private Digest128[] weightsDigests = new Digest128[0];
    private boolean digesting;
    private final ValidationTurn validation = new ValidationTurn();
    /** Updates and loads under way on the device; they write state whatever happens to the generation. */
    private int writing;
    /** State was given up while something still writes it: nothing new may come in before that has ended. */
    private boolean draining;
    /** Reductions under way on the device, which sum in the memory of the roots that arrived. */
    private int reductions;
    /** Those of them that belong to older generations: until they have ended no root may come in. */
    private int staleReductions;

    private long stepStartNs;
    private long complainedNs;
    private long stableSentNs;

    /**
     * @param self this life of this worker
     * @param science what the run's recipe says about steps
     */
    public StepMachine(Member self, StepScience science, StepPort port) {
        this.self = self;
        this.science = science;
        this.tree = new LeafTree(science.leaves());
        this.outcomes = new OutcomeRule(science);
        this.port = port;
        this.stateVersion = new long[science.buckets()];
        this.weightVersion = new long[science.buckets()];
        Arrays.fill(stateVersion, -1);
        Arrays.fill(weightVersion, -1);
    }

    public Phase phase() {
        return phase;
    }

    public long decided() {
        return decided;
    }

    /** Number of the generation this member is in or was last in; 0 before the first. */
    public long generation() {
        return plan == null ? 0 : plan.generation().number();
    }

    /** This member's index in its generation, or -1. */
    public int index() {
        return me;
    }

    /** The plan in force, or null. */
    public GenerationPlan plan() {
        return plan;
    }

    /** Version of a bucket's compute weights; -1 while they are being replaced. */
    public long weightVersion(int bucket) {
        return weightVersion[bucket];
    }

    // ---- inputs from the coordinator

    /** Ends generation {@code number} and older ones at this member; idempotent. */
    public StopReport onStop(long number) {
        stoppedThrough = Math.max(stoppedThrough, number);
        if (phase != Phase.IDLE && generation() <= stoppedThrough && phase != Phase.STOPPED) {
            phase = Phase.STOPPED;
            port.cancelCompute();
        }
        return report();
    }

    private StopReport report() {
        BitSet weights = new BitSet();
        for (int b = 0; b < stateVersion.length; b++) {
            weights.set(b, decided >= 0 && (weightVersion[b] == decided || pendingApply.get(b)));
        }
        return new StopReport(
                decided,
                appliedSteps,
                decidedIn,
                prepared,
                preparedIn,
                held(),
                weights,
                enteredIn,
                decision,
                unrecorded.stream().map(StableStep::decision).toList());
    }

    /** Buckets whose state this member has as of its decided step, once updates under way are done. */
    BitSet held() {
        BitSet held = new BitSet();
        for (int b = 0; b < stateVersion.length; b++) {
            held.set(b, decided >= 0 && (stateVersion[b] == decided || pendingApply.get(b)));
        }
        return held;
    }

    /** Enters the plan's generation; idempotent, older plans are ignored. */
    public void onPlan(GenerationPlan newPlan, long nowNs) {
        long number = newPlan.generation().number();
        if (number == generation() && (phase == Phase.STEPPING || phase == Phase.FINISHING)) {
            port.report(new StepNotice.Ready(number));
            return;
        }
        if (number <= generation() || number <= stoppedThrough) {
            return;
        }
        boolean computing = phase == Phase.STEPPING;
        boolean outdated = newPlan.data().outdates(report());
        staleReductions = reductions;
        plan = newPlan;
        me = newPlan.generation().indexOf(self);
        if (computing) {
            port.cancelCompute();
        }
        if (me < 0) {
            phase = Phase.IDLE;
            return;
        }
        adoptBase(outdated);
        onRecorded(newPlan.recordedThrough());
        current = new StepState(decided + 1, members());
        next = new StepState(decided + 2, members());
        lastPrepared = null;
        blocks.clear();
        phase = Phase.CATCHING_UP;
        repair.reset(nowNs);
        fetchMissing(nowNs, true);
        checkCaughtUp(nowNs);
    }

    /** Ledger and metrics have all steps up to {@code step}. */
    public void onRecorded(long step) {
        while (!unrecorded.isEmpty() && unrecorded.peekFirst().step() <= step) {
            unrecorded.removeFirst();
        }
    }

    /** @param outdated whether this member's state comes of samples that the run has no more */
    private void adoptBase(boolean outdated) {
        Base base = plan.base();
        long target = base.step();
        boolean fromMembers = base.source() == Base.Source.MEMBERS;
        Decision known = plan.decision();
        boolean behind = !outdated && decided == target - 1 && prepared == target && preparedIn == plan.decidedIn();
        if (fromMembers && behind && known != null) {
            applyDecision(StableStep.unmeasured(known), heldAt(decided));
            decidedIn = plan.decidedIn();
        } else if (!fromMembers || decided != target || outdated) {
            Arrays.fill(stateVersion, -1);
            Arrays.fill(weightVersion, -1);
            pendingApply.clear();
            draining = writing > 0;
            decision = known;
            decidedIn = plan.decidedIn();
            unrecorded.clear();
        }
        decided = target;
        prepared = target;
        enteredIn = generation();
        appliedSteps = base.appliedSteps();
        weightsDigests = new Digest128[0];
        digesting = false;
        validation.next(false);
        if (known != null && target > plan.recordedThrough() && lastUnrecorded() < target) {
            decision = known;
            decidedIn = plan.decidedIn();
            unrecorded.addLast(StableStep.unmeasured(known));
        }
    }

    private long lastUnrecorded() {
        return unrecorded.isEmpty() ? -1 : unrecorded.peekLast().step();
    }

    private BitSet heldAt(long version) {
        BitSet held = new BitSet();
        for (int b = 0; b < stateVersion.length; b++) {
            held.set(b, stateVersion[b] == version);
        }
        return held;
    }

    // ---- catching up

    private void fetchMissing(long nowNs, boolean first) {
        if (draining) {
            return;
        }
        List<Integer> loadStates = new ArrayList<>();
        List<Integer> loadWeights = new ArrayList<>();
        MissingItems missing = new MissingItems(members());
        for (int b = 0; b < stateVersion.length; b++) {
            if (pendingApply.get(b)) {
                continue;
            }
            int source = plan.sources()[b];
            if (plan.generation().holds(me, b)) {
                if (stateVersion[b] != decided) {
                    pick(source, b, loadStates, missing, Item.state(decided, b));
                }
            } else if (weightVersion[b] != decided) {
                pick(source, b, loadWeights, missing, Item.weights(decided, b));
            }
        }
        if (first && !(loadStates.isEmpty() && loadWeights.isEmpty())) {
            writing += loadStates.size() + loadWeights.size();
            port.load(generation(), plan.base(), loadStates, loadWeights);
        }
        missing.ask(port);
        repair.asked(nowNs);
    }

    private static void pick(int source, int bucket, List<Integer> loads, MissingItems missing, Item item) {
        if (source < 0) {
            loads.add(bucket);
        } else {
            missing.add(source, item);
        }
    }

    private void checkCaughtUp(long nowNs) {
        if (phase != Phase.CATCHING_UP || !pendingApply.isEmpty() || !weightsAtDecided() || !statesAtDecided()) {
            return;
        }
        phase = decided >= plan.lastStep() ? Phase.FINISHING : Phase.STEPPING;
        port.report(new StepNotice.Ready(generation()));
        digestIfDue();
        // what is recorded already was validated before, and the beginning once the first step is recorded
        boolean unrecordedBase = decided == 0
                ? plan.recordedThrough() <= 0
                : plan.decision() != null && decided > plan.recordedThrough();
        validation.next(unrecordedBase && validationDue());
        if (plan.snapshotBase()) {
            port.snapshot(generation(), decided, appliedSteps, primaryBuckets());
        }
        tryValidate(nowNs);
        if (phase == Phase.FINISHING) {
            reportFinished();
        } else {
            beginStep(nowNs);
        }
    }

    private boolean validationDue() {
        return science.validationDue().test(decided);
    }

    /** As soon as all weights are those of the decided step. */
    private void tryValidate(long nowNs) {
        boolean ready = phase == Phase.STEPPING || phase == Phase.FINISHING;
        if (ready && validation.due() && pendingApply.isEmpty() && weightsAtDecided()) {
            validation.begin(nowNs);
            port.validate(generation(), decided, ValidationLosses.share(science.validationBatches(), me, members()));
        }
    }

    /** Losses of the weights of {@code step} on this member's batches of the validation sets. */
    public void onValidated(long generation, long step, ValidationLosses losses, long nowNs) {
        if (generation != generation() || step != decided || !validation.running()) {
            return;
        }
        validation.end(losses, nowNs);
        repair.reset(nowNs);
        if (phase == Phase.FINISHING) {
            reportFinished();
        } else if (phase == Phase.STEPPING) {
            stepStartNs = nowNs;
            complainedNs = nowNs;
            tryCompute(nowNs);
        }
    }

    /** Before anything overwrites them: the weights of every n-th step are digested for the ledger. */
    private void digestIfDue() {
        weightsDigests = new Digest128[0];
        digesting = decided > 0 && decided % science.weightsDigestEvery() == 0;
        if (digesting) {
            port.digestWeights(generation(), decided, primaryBuckets());
        }
    }

    /** Digests of the weights of this member's primary buckets after {@code step}. */
    public void onDigested(long generation, long step, Digest128[] digests, long nowNs) {
        if (generation != generation() || step != decided || !digesting) {
            return;
        }
        digesting = false;
        weightsDigests = digests;
        if (phase == Phase.FINISHING) {
            reportFinished();
        } else {
            tryPrepare(nowNs);
        }
    }

    private boolean weightsAtDecided() {
        return awaitedWeights().isEmpty();
    }

    /** Buckets whose weights of the decided step their primaries have yet to send. */
    private BitSet awaitedWeights() {
        BitSet awaited = new BitSet();
        for (int b = 0; b < weightVersion.length; b++) {
            awaited.set(b, weightVersion[b] != decided);
        }
        return awaited;
    }

    private boolean statesAtDecided() {
        for (int b = 0; b < stateVersion.length; b++) {
            if (plan.generation().holds(me, b) && stateVersion[b] != decided) {
                return false;
            }
        }
        return true;
    }

    /** A bucket came from the base's source. */
    public void onLoaded(long generation, int bucket, boolean state, long nowNs) {
        if (endWrite(nowNs)) {
            return;
        }
        if (generation != generation() || phase != Phase.CATCHING_UP) {
            return;
        }
        if (state) {
            stateVersion[bucket] = decided;
        }
        weightVersion[bucket] = decided;
        checkCaughtUp(nowNs);
    }

    /** Counts a write's end; true where what it wrote was given up meanwhile. */
    private boolean endWrite(long nowNs) {
        writing--;
        boolean givenUp = draining;
        if (draining && writing == 0) {
            draining = false;
            if (phase == Phase.CATCHING_UP) {
                fetchMissing(nowNs, true);
                checkCaughtUp(nowNs);
            }
        }
        return givenUp;
    }

    // ---- one step

    private void beginStep(long nowNs) {
        stepStartNs = nowNs;
        complainedNs = nowNs;
        repair.reset(nowNs);
        wantBlocks();
        tryCompute(nowNs);
        for (int b = 0; b < stateVersion.length; b++) {
            tryReduce(b);
        }
    }

    private void wantBlocks() {
        long last = Math.min(plan.lastStep(), current.step + BLOCKS_AHEAD);
        port.wantBlocks(generation(), current.step, last, range());
    }

    /** The tokens of one leaf are in memory. */
    public void onBlock(long step, int leaf, long nowNs) {
        if (phase != Phase.STEPPING && phase != Phase.CATCHING_UP) {
            return;
        }
        if (step >= current.step && step <= current.step + BLOCKS_AHEAD) {
            blocks.computeIfAbsent(step, s -> new BitSet()).set(leaf);
            tryCompute(nowNs);
        }
    }

    private boolean blocksPresent() {
        BitSet present = blocks.get(current.step);
        return present != null && present.nextClearBit(range().from()) >= range().to();
    }

    private void tryCompute(long nowNs) {
        tryValidate(nowNs);
        boolean free = phase == Phase.STEPPING
                && !current.computing
                && !validation.outstanding()
                && pendingApply.isEmpty()
                && unrecorded.size() < UNRECORDED_LIMIT
                && current.step <= plan.lastStep();
        if (free && blocksPresent()) {
            current.computing = true;
            current.blocksWaitNs = current.blocksMissedNs < 0 ? 0 : nowNs - current.blocksMissedNs;
            port.compute(generation(), current.step, range(), awaitedWeights());
        } else if (free && current.blocksMissedNs < 0) {
            current.blocksMissedNs = nowNs;
        }
    }

    /** One subtree root of this member's leaves is in its partial-sum memory. */
    public void onRootReady(long generation, long step, int bucket, LeafTree.Node node) {
        if (generation != generation() || phase != Phase.STEPPING || step != current.step) {
            return;
        }
        Item item = Item.gradient(step, bucket, node);
        current.ownRoots.add(item);
        int primary = plan.generation().primary(bucket);
        if (primary == me) {
            current.roots.computeIfAbsent(bucket, b -> new HashSet<>()).add(node);
            tryReduce(bucket);
        } else {
            port.send(primary, item);
        }
    }

    /** All leaves of this member are computed; losses and numbers of targets in leaf order. */
    public void onLeavesDone(long generation, long step, double[] losses, long[] targets, long nowNs) {
        if (generation != generation() || phase != Phase.STEPPING || step != current.step) {
            return;
        }
        current.losses = losses;
        current.targets = targets;
        deadlines.computed(nowNs - stepStartNs);
        repair.reset(nowNs);
        tryPrepare(nowNs);
    }

    private void tryReduce(int bucket) {
        if (phase != Phase.STEPPING || plan.generation().primary(bucket) != me || current.reducing.get(bucket)) {
            return;
        }
        Set<LeafTree.Node> present = current.roots.get(bucket);
        if (present == null) {
            return;
        }
        for (LeafRange range : plan.generation().ranges()) {
            for (LeafTree.Node node : tree.roots(range)) {
                if (!present.contains(node)) {
                    return;
                }
            }
        }
        current.reducing.set(bucket);
        reductions++;
        port.reduce(generation(), current.step, bucket);
    }

    /** A bucket this member is primary of is reduced. */
    public void onReduced(long generation, long step, int bucket, double square, Digest128 digest, long nowNs) {
        reductions--;
        staleReductions = Math.min(staleReductions, reductions);
        if (generation != generation() || phase != Phase.STEPPING || step != current.step) {
            return;
        }
        current.reduced.set(bucket);
        current.squares.put(bucket, square);
        current.digests.put(bucket, digest);
        for (int holder : plan.generation().holders().get(bucket)) {
            if (holder != me) {
                port.send(holder, Item.reduced(step, bucket));
            }
        }
        tryPrepare(nowNs);
    }

    /**
     * A reduction ended without a result, because another member's root was gone from its memory. That member is dead or in a
     * newer generation, so this generation is over: the bucket, whose roots are spoilt, waits for the next one.
     */
    public void onReductionLost() {
        reductions--;
        staleReductions = Math.min(staleReductions, reductions);
    }

    private void tryPrepare(long nowNs) {
        if (phase != Phase.STEPPING || current.losses == null || digesting || current.preparedBy(me)) {
            return;
        }
        for (int b = 0; b < stateVersion.length; b++) {
            if (plan.generation().holds(me, b) && !current.reduced.get(b)) {
                return;
            }
        }
        int[] mine = primaryBuckets();
        double[] squares = new double[mine.length];
        Digest128[] digests = new Digest128[mine.length];
        for (int i = 0; i < mine.length; i++) {
            squares[i] = current.squares.get(mine[i]);
            digests[i] = current.digests.get(mine[i]);
        }
        Prepared share = new Prepared(
                current.step,
                mine,
                squares,
                digests,
                range().from(),
                current.losses,
                current.targets,
                weightsDigests,
                validation.losses());
        current.prepared[me] = share;
        lastPrepared = share;
        giveUpOthersState();
        prepared = current.step;
        preparedIn = generation();
        repair.reset(nowNs);
        for (int peer = 0; peer < members(); peer++) {
            if (peer != me) {
                port.sendPrepared(peer, share);
            }
        }
        tryDecide(nowNs);
    }

    /**
     * From here on this member may have to apply the step from the reduced gradients of the buckets it holds: what it
     * has of other buckets from an older generation must not count as held.
     */
    private void giveUpOthersState() {
        for (int b = 0; b < stateVersion.length; b++) {
            if (!plan.generation().holds(me, b)) {
                stateVersion[b] = -1;
            }
        }
    }

    private void tryDecide(long nowNs) {
        if (phase != Phase.STEPPING || !current.allPrepared()) {
            return;
        }
        List<Prepared> shares = Arrays.asList(current.prepared);
        OutcomeRule.Outcome outcome =
                outcomes.decide(current.step, appliedSteps, plan.skipStep() == current.step, shares);
        if (!outcome.finite() && plan.skipStep() != current.step) {
            reportNonFinite(outcome);
            return;
        }
        keepWeightsDigest(outcomes.weightsDigest(shares));
        Double validationLoss =
                ValidationLosses.mean(shares.stream().map(Prepared::validation).toList());
        keepValidationLoss(validationLoss);
        Decision outcomeDecision =
                decided == 0 ? outcome.decision().withValidationLossBefore(validationLoss) : outcome.decision();
        long durationNs = nowNs - stepStartNs;
        deadlines.measured(durationNs, busiest());
        decided = current.step;
        decidedIn = generation();
        sendStable(decided - 1);
        appliedSteps = outcomeDecision.appliedSteps();
        BitSet held = new BitSet();
        for (int b = 0; b < stateVersion.length; b++) {
            held.set(b, plan.generation().holds(me, b));
        }
        applyDecision(new StableStep(outcomeDecision, durationNs, current.blocksWaitNs), held);
        advance(nowNs);
    }

    private void reportNonFinite(OutcomeRule.Outcome outcome) {
        if (!current.reportedNonFinite) {
            current.reportedNonFinite = true;
            port.report(new StepNotice.NonFinite(
                    generation(), current.step, outcome.decision().gradientDigest(), outcome.reason()));
        }
    }

    private void keepWeightsDigest(Digest128 digest) {
        if (digest != null && lastUnrecorded() == decided) {
            unrecorded.addLast(unrecorded.removeLast().withWeightsDigest(digest));
        }
    }

    private void keepValidationLoss(Double mean) {
        if (mean != null && lastUnrecorded() == decided) {
            unrecorded.addLast(unrecorded.removeLast().withValidationLoss(mean));
        }
    }

    /** Reports what is stable: all Prepared of the following step are in, so it can never be lost any more. */
    private void sendStable(long through) {
        if (me != 0) {
            return;
        }
        List<StableStep> stable =
                unrecorded.stream().filter(step -> step.step() <= through).toList();
        port.report(new StepNotice.Stable(generation(), decided, stable));
    }

    private void applyDecision(StableStep step, BitSet buckets) {
        decision = step.decision();
        unrecorded.addLast(step);
        pendingApply.or(buckets);
        writing++;
        port.apply(decision, pendingApply.stream().toArray());
    }

    private void advance(long nowNs) {
        current = next;
        next = new StepState(current.step + 1, members());
        blocks.headMap(current.step).clear();
        stepStartNs = nowNs;
        complainedNs = nowNs;
        repair.reset(nowNs);
        if (current.step <= plan.lastStep()) {
            wantBlocks();
        }
    }

    /**
     * The update of {@code step} is in place in the buckets it was asked for.
     *
     * @param lost those of them whose reduced gradient was gone from its primary's memory before it was read. That primary is in a
     *     newer generation without this member, so this generation is over: the next one brings the state again
     */
    public void onApplied(long step, int[] buckets, BitSet lost, long nowNs) {
        if (endWrite(nowNs)) {
            return;
        }
        for (int b : buckets) {
            stateVersion[b] = lost.get(b) ? -1 : step;
            weightVersion[b] = stateVersion[b];
        }
        pendingApply.clear();
        if (phase == Phase.CATCHING_UP) {
            fetchMissing(nowNs, false);
            checkCaughtUp(nowNs);
        } else if (phase == Phase.STEPPING && step == decided && lost.isEmpty()) {
            afterUpdate(step, nowNs);
        }
    }

    private void afterUpdate(long step, long nowNs) {
        digestIfDue();
        validation.next(validationDue());
        sendWeights(step);
        if (science.snapshotDue().test(step)) {
            port.snapshot(generation(), step, appliedSteps, primaryBuckets());
        }
        if (decided >= plan.lastStep()) {
            phase = Phase.FINISHING;
            tryValidate(nowNs);
            reportFinished();
            return;
        }
        tryCompute(nowNs);
        for (int b = 0; b < stateVersion.length; b++) {
            tryReduce(b);
        }
    }

    private void sendWeights(long step) {
        Generation generation = plan.generation();
        for (int b : primaryBuckets()) {
            for (int peer = 0; peer < members(); peer++) {
                if (!generation.holds(peer, b)) {
                    port.send(peer, Item.weights(step, b));
                }
            }
        }
    }

    private void reportFinished() {
        if (digesting || validation.outstanding()) {
            return;
        }
        sendStable(decided - 1);
        boolean known = decision != null && decision.step() == decided;
        StableStep measured = lastUnrecorded() == decided ? unrecorded.peekLast() : StableStep.unmeasured(decision);
        StableStep last = known ? measured.of(decision) : null;
        port.report(new StepNotice.Finished(
                generation(),
                decided,
                last,
                Arrays.stream(primaryBuckets()).boxed().toList(),
                List.of(weightsDigests),
                validation.losses()));
    }

    // ---- frames of peers

    /** Whether this member has use for an item; the memory it goes to counts as being replaced from now on. */
    public boolean wants(int peer, Item item) {
        if (!takes(item)) {
            return false;
        }
        int b = item.bucket();
        boolean ahead = item.step() == current.step || (item.step() == next.step && current.preparedBy(me));
        switch (item.kind()) {
            case GRADIENT:
                return ahead && staleReductions == 0 && plan.generation().primary(b) == me && !hasRoot(item);
            case REDUCED:
                return item.step() == current.step
                        && writing == 0
                        && plan.generation().primary(b) == peer
                        && plan.generation().holds(me, b)
                        && !current.reduced.get(b);
            case WEIGHTS:
                return wantsWeights(item);
            case STATE:
                boolean wanted = phase == Phase.CATCHING_UP
                        && !draining
                        && item.step() == decided
                        && plan.generation().holds(me, b)
                        && !pendingApply.get(b)
                        && stateVersion[b] != decided;
                if (wanted) {
                    stateVersion[b] = -1;
                    weightVersion[b] = -1;
                }
                return wanted;
            case PREPARED:
                StepState state = item.step() == current.step ? current : next;
                return state.step == item.step() && !state.preparedBy(peer);
        }
        throw new IllegalStateException("item kind " + item.kind());
    }

    /** The weights of the last step are of use where they are still to be validated. */
    private boolean takes(Item item) {
        return switch (phase) {
            case STEPPING, CATCHING_UP -> true;
            case FINISHING -> item.kind() == ItemKind.WEIGHTS && validation.due();
            case IDLE, STOPPED -> false;
        };
    }

    private boolean hasRoot(Item item) {
        StepState state = item.step() == current.step ? current : next;
        Set<LeafTree.Node> present = state.roots.get(item.bucket());
        return present != null && present.contains(item.node());
    }

    private boolean wantsWeights(Item item) {
        int b = item.bucket();
        boolean now = item.step() == decided && weightVersion[b] != decided;
        boolean soon = item.step() == current.step && current.preparedBy(me) && weightVersion[b] != item.step();
        boolean wanted = !draining && (now || soon) && !plan.generation().holds(me, b);
        if (wanted) {
            weightVersion[b] = -1;
            stateVersion[b] = -1;
        }
        return wanted;
    }

    /** All bytes of an item this member wanted are in place. */
    public void onItem(int peer, Item item, long nowNs) {
        if (!takes(item)) {
            return;
        }
        int b = item.bucket();
        repair.progress(nowNs);
        switch (item.kind()) {
            case GRADIENT -> {
                StepState state = item.step() == current.step ? current : next;
                if (state.step == item.step()) {
                    state.roots.computeIfAbsent(b, k -> new HashSet<>()).add(item.node());
                    tryReduce(b);
                }
            }
            case REDUCED -> {
                if (item.step() == current.step) {
                    current.reduced.set(b);
                    tryPrepare(nowNs);
                }
            }
            case WEIGHTS -> {
                weightVersion[b] = item.step();
                if (item.step() == decided) {
                    port.weightsArrived(b);
                }
                checkCaughtUp(nowNs);
                tryCompute(nowNs);
            }
            case STATE -> {
                stateVersion[b] = item.step();
                weightVersion[b] = item.step();
                checkCaughtUp(nowNs);
            }
            case PREPARED -> throw new IllegalArgumentException("Prepared comes in by onPrepared");
        }
    }

    /** A peer's Prepared. */
    public void onPrepared(int peer, Prepared share, long nowNs) {
        if (!wants(peer, Item.prepared(share.step()))) {
            return;
        }
        StepState state = share.step() == current.step ? current : next;
        state.prepared[peer] = share;
        repair.progress(nowNs);
        tryDecide(nowNs);
    }

    /** A peer lacks items: those this member has are sent again. */
    public void onAsked(int peer, List<Item> missing) {
        if (phase == Phase.IDLE || phase == Phase.STOPPED) {
            return;
        }
        for (Item item : missing) {
            if (item.kind() == ItemKind.PREPARED) {
                if (lastPrepared != null && lastPrepared.step() == item.step()) {
                    port.sendPrepared(peer, lastPrepared);
                }
            } else if (has(item)) {
                port.send(peer, item);
            }
        }
    }

    private boolean has(Item item) {
        int b = item.bucket();
        if (b < 0 || b >= stateVersion.length) {
            return false;
        }
        return switch (item.kind()) {
            case GRADIENT -> current.ownRoots.contains(item);
            case REDUCED ->
                item.step() == current.step
                        && current.reduced.get(b)
                        && plan.generation().primary(b) == me;
            case WEIGHTS -> weightVersion[b] == item.step() && !pendingApply.get(b);
            case STATE -> stateVersion[b] == item.step() && !pendingApply.get(b);
            case PREPARED -> false;
        };
    }

    // ---- time

    /** Repairs what is missing for long and complains when a step takes too long. Call every few milliseconds. */
    public void onTick(long nowNs) {
        if (phase == Phase.CATCHING_UP && repair.due(nowNs)) {
            fetchMissing(nowNs, false);
        } else if (phase == Phase.STEPPING) {
            tickStepping(nowNs);
        } else if (phase == Phase.FINISHING && repair.due(nowNs)) {
            repair.asked(nowNs);
            if (validation.due()) {
                missing().ask(port);
            }
            reportFinished();
        } else if (phase == Phase.STOPPED && repair.due(nowNs)) {
            // A coordinator that died after saying Stop leaves a successor that takes this generation for a running
            // one.
            repair.asked(nowNs);
            port.report(new StepNotice.Overdue(generation(), current.step, List.of()));
        }
    }

    private void tickStepping(long nowNs) {
        if (current.step > plan.lastStep()) {
            return;
        }
        if (repair.due(nowNs)) {
            repair.asked(nowNs);
            missing().ask(port);
            if (!blocksPresent()) {
                wantBlocks();
            }
        }
        if (nowNs - stableSentNs > RESEND_STABLE_NS) {
            stableSentNs = nowNs;
            sendStable(decided - 1);
        }
        boolean first = current.step == plan.base().step() + 1;
        boolean computing = current.losses == null;
        long deadlineNs = deadlines.deadlineNs(current.step, generation(), busiest(), first, computing)
                + VALIDATION_PATIENCE * validation.tookNs();
        if (!validation.running() && nowNs - complainedNs > deadlineNs) {
            complainedNs = nowNs;
            deadlines.complained(current.step, generation());
            port.report(
                    new StepNotice.Overdue(generation(), current.step, missing().peers()));
        }
        tryCompute(nowNs);
    }

    /** What this member waits for from each peer right now. */
    private MissingItems missing() {
        MissingItems missing = new MissingItems(members());
        Generation generation = plan.generation();
        for (int b = 0; b < stateVersion.length; b++) {
            int primary = generation.primary(b);
            if (!generation.holds(me, b) && weightVersion[b] != decided && !soonHas(b)) {
                missing.add(primary, Item.weights(decided, b));
            }
            if (current.losses == null) {
                continue;
            }
            if (primary == me) {
                addMissingRoots(missing, b);
            } else if (generation.holds(me, b) && !current.reduced.get(b)) {
                missing.add(primary, Item.reduced(current.step, b));
            }
        }
        if (current.preparedBy(me)) {
            for (int peer = 0; peer < members(); peer++) {
                if (!current.preparedBy(peer)) {
                    missing.add(peer, Item.prepared(current.step));
                }
            }
        }
        return missing;
    }

    private boolean soonHas(int bucket) {
        return current.preparedBy(me) && weightVersion[bucket] == current.step;
    }

    private void addMissingRoots(MissingItems missing, int bucket) {
        if (current.reducing.get(bucket)) {
            return;
        }
        Set<LeafTree.Node> present = current.roots.getOrDefault(bucket, Set.of());
        for (int peer = 0; peer < members(); peer++) {
            if (peer == me) {
                continue;
            }
            for (LeafTree.Node node : tree.roots(plan.generation().ranges().get(peer))) {
                if (!present.contains(node)) {
                    missing.add(peer, Item.gradient(current.step, bucket, node));
                }
            }
        }
    }

    private int busiest() {
        return plan.generation().ranges().stream()
                .mapToInt(LeafRange::size)
                .max()
                .orElse(1);
    }

    private int members() {
        return plan.generation().members().size();
    }

    private LeafRange range() {
        return plan.generation().ranges().get(me);
    }

    private int[] primaryBuckets() {
        int[] mine = new int[stateVersion.length];
        int count = 0;
        for (int b = 0; b < stateVersion.length; b++) {
            if (plan.generation().primary(b) == me) {
                mine[count++] = b;
            }
        }
        return Arrays.copyOf(mine, count);
    }
}
