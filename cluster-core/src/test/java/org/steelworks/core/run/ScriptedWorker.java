package org.steelworks.core.run;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.protocol.SlotProtocol;
import org.steelworks.core.protocol.StepNotice;
import org.steelworks.core.protocol.WorkerProtocol;

/**
 * A slot and its process in one actor, for tests of the coordinator: answers as the protocols say, decides steps when
 * told to, and computes every step to the same made-up numbers as any other worker.
 */
final class ScriptedWorker {
    /** Decide and report the steps up to this one; the last step also ends and is saved. */
    private record Advance(long through) {}

    /** The process is killed and another one starts. */
    private record Die() {}

    private final WorkerId id;
    private final Fingerprint fingerprint;
    private final int buckets;
    private final ActorRef<Object> ref;

    // owned by the actor
    private ActorRef<SlotProtocol.FromSlot> coordinator;
    private RunSetup setup;
    private GenerationPlan plan;
    private long incarnation = 1;
    private long decided = -1;
    private long decidedIn;
    private long enteredIn;
    volatile Endpoint feed;
    private long advanceTo;
    private final TreeMap<Long, Decision> unrecorded = new TreeMap<>();

    final List<String> heard = java.util.Collections.synchronizedList(new ArrayList<>());

    ScriptedWorker(ActorTestKit kit, int slot, Fingerprint fingerprint, int buckets) {
        this.id = new WorkerId("node", slot);
        this.fingerprint = fingerprint;
        this.buckets = buckets;
        this.ref = kit.spawn(behavior());
        ActorRef<SlotProtocol.ToSlot> slotRef = ref.narrow();
        kit.system().receptionist().tell(Receptionist.register(SlotProtocol.KEY, slotRef));
    }

    static Decision decision(long step) {
        return new Decision(
                step,
                true,
                step,
                10.0 / step,
                0.5,
                1,
                1e-3,
                new Digest128(step, 7 * step),
                new Digest128(1, step),
                null,
                null);
    }

    void advance(long through) {
        ref.tell(new Advance(through));
    }

    void die() {
        ref.tell(new Die());
    }

    WorkerId id() {
        return id;
    }

    private Behavior<Object> behavior() {
        return Behaviors.receive(Object.class)
                .onMessage(SlotProtocol.Claim.class, this::onClaim)
                .onMessage(SlotProtocol.Deliver.class, this::onDeliver)
                .onMessage(SlotProtocol.Expel.class, expel -> onDie())
                .onMessage(SlotProtocol.Release.class, this::onRelease)
                .onMessage(Advance.class, this::onAdvance)
                .onMessage(Die.class, die -> onDie())
                .build();
    }

    private Member member() {
        return new Member(id, incarnation);
    }

    private Behavior<Object> onClaim(SlotProtocol.Claim claim) {
        setup = claim.setup();
        coordinator = claim.coordinator();
        coordinator.tell(new SlotProtocol.Claimed(id, ref.narrow()));
        offer();
        return Behaviors.same();
    }

    private void offer() {
        long in = plan == null ? 0 : plan.generation().number();
        tell(new WorkerProtocol.Offered(
                setup.run(), member(), fingerprint, new Endpoint("m", 1 + id.slot(), ""), in, 1e9));
    }

    private void tell(WorkerProtocol.FromWorker message) {
        if (coordinator != null) {
            coordinator.tell(new SlotProtocol.Heard(ref.narrow(), message));
        }
    }

    private Behavior<Object> onDie() {
        heard.add("die");
        Member dead = member();
        incarnation++;
        plan = null;
        decided = -1;
        advanceTo = 0;
        unrecorded.clear();
        if (coordinator != null) {
            coordinator.tell(new SlotProtocol.Exited(dead, "was killed", false));
            offer();
        }
        return Behaviors.same();
    }

    private Behavior<Object> onRelease(SlotProtocol.Release release) {
        heard.add("release: " + release.reason());
        coordinator = null;
        plan = null;
        decided = -1;
        return Behaviors.same();
    }

    private Behavior<Object> onDeliver(SlotProtocol.Deliver deliver) {
        if (!deliver.member().equals(member())) {
            return Behaviors.same();
        }
        if (deliver.message() instanceof WorkerProtocol.Stop stop) {
            tell(new WorkerProtocol.Stopped(setup.run(), member(), stop.number(), report()));
            plan = null;
        } else if (deliver.message() instanceof WorkerProtocol.Enter enter) {
            onEnter(enter);
        } else if (deliver.message() instanceof WorkerProtocol.Recorded recorded) {
            unrecorded.headMap(recorded.step(), true).clear();
        }
        return Behaviors.same();
    }

    private StopReport report() {
        if (decided < 0) {
            return StopReport.empty();
        }
        BitSet all = new BitSet();
        all.set(0, buckets);
        return new StopReport(
                decided,
                decided,
                decidedIn,
                decided,
                decidedIn,
                all,
                all,
                enteredIn,
                decidedIn == 0 ? null : decision(decided),
                List.copyOf(unrecorded.values()));
    }

    private void onEnter(WorkerProtocol.Enter enter) {
        if (plan == null) {
            plan = enter.plan();
            feed = enter.feed();
            heard.add("enter " + plan.generation().number() + " from "
                    + plan.base().step());
            decided = plan.base().step();
            decidedIn = plan.decidedIn();
            enteredIn = plan.generation().number();
            unrecorded.tailMap(decided, false).clear();
        }
        notice(new StepNotice.Ready(plan.generation().number()));
        if (advanceTo > decided || plan.lastStep() == decided) {
            proceed(Math.max(advanceTo, decided));
        }
    }

    private void notice(StepNotice notice) {
        tell(new WorkerProtocol.Told(setup.run(), member(), notice));
    }

    private Behavior<Object> onAdvance(Advance advance) {
        advanceTo = advance.through();
        if (plan != null) {
            proceed(advance.through());
        }
        return Behaviors.same();
    }

    /** Steps but the newest are stable at once; the newest is when a further one is decided, or as the last. */
    private void proceed(long through) {
        long number = plan.generation().number();
        while (decided < Math.min(through, plan.lastStep())) {
            decided++;
            decidedIn = number;
            unrecorded.put(decided, decision(decided));
        }
        List<StableStep> stable = unrecorded.headMap(decided, false).values().stream()
                .map(decision -> new StableStep(decision, 1_000_000, 0))
                .toList();
        notice(new StepNotice.Stable(number, decided, stable));
        if (decided == plan.lastStep()) {
            finish(number);
        }
    }

    private void finish(long number) {
        List<Integer> mine = new ArrayList<>();
        List<Digest128> digests = new ArrayList<>();
        int index = plan.generation().indexOf(member());
        for (int bucket = 0; bucket < buckets; bucket++) {
            if (plan.generation().primary(bucket) == index) {
                mine.add(bucket);
                digests.add(new Digest128(bucket, decided));
            }
        }
        StableStep last = decidedIn == 0 ? null : new StableStep(decision(decided), 1_000_000, 0);
        notice(new StepNotice.Finished(number, decided, last, mine, digests, ValidationLosses.NONE));
        tell(new WorkerProtocol.Saved(
                setup.run(),
                member(),
                number,
                decided,
                decided,
                "buckets-" + id.slot() + ".safetensors",
                1,
                mine.stream()
                        .map(b -> new WorkerProtocol.SavedBucket(b, List.of(), List.of()))
                        .toList()));
    }
}
