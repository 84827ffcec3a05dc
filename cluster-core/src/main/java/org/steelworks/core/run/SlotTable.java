package org.steelworks.core.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.protocol.SlotProtocol.ToSlot;

/**
 * The worker slots of the cluster as one run sees them: which it claims, which serve it, and who lives there. No more
 * slots are claimed than the run was granted; a slot whose process is away for long does not count, so that a spare one
 * can stand in. Owned by the coordinator's thread.
 */
final class SlotTable {
    /** A claim without an answer is said again after so long. */
    static final long CLAIM_AGAIN_NS = 500_000_000L;
    /** A slot that is busy, was let go or gives no answer is asked again after so long. */
    static final long REST_NS = 5_000_000_000L;
    /** A claimed slot may be without a member for so long, such as while its process restarts, before a spare is taken. */
    static final long ABSENT_NS = 10_000_000_000L;

    private enum Claim {
        FREE,
        ASKED,
        HELD,
        RESTING,
        REFUSED
    }

    private static final class Slot {
        private final ActorRef<ToSlot> ref;
        private Claim claim = Claim.FREE;
        private long askedNs;
        private long sinceNs;
        private WorkerId worker;
        private Member member;
        private String refusal = "";

        Slot(ActorRef<ToSlot> ref) {
            this.ref = ref;
        }

        void to(Claim next, long nowNs) {
            claim = next;
            sinceNs = nowNs;
            if (next != Claim.HELD) {
                member = null;
            }
        }

        boolean counts(long nowNs) {
            return claim == Claim.ASKED || claim == Claim.HELD && (member != null || nowNs - sinceNs < ABSENT_NS);
        }
    }

    private final Map<ActorRef<ToSlot>, Slot> slots = new HashMap<>();
    private final Map<Member, Endpoint> endpoints = new HashMap<>();
    private double peakFlops = Double.NaN;

    /** The slots there are now; answers the members whose slots are gone. */
    List<Member> listed(Set<ActorRef<ToSlot>> present) {
        List<Member> lost = new ArrayList<>();
        slots.values().removeIf(slot -> {
            boolean gone = !present.contains(slot.ref);
            if (gone && slot.member != null) {
                lost.add(slot.member);
            }
            return gone;
        });
        present.forEach(ref -> slots.computeIfAbsent(ref, Slot::new));
        lost.sort(null);
        return lost;
    }

    /** The slots to claim now, so that {@code limit} serve the run. */
    List<ActorRef<ToSlot>> toClaim(int limit, long nowNs) {
        List<ActorRef<ToSlot>> claims = new ArrayList<>();
        for (Slot slot : inOrder()) {
            if (slot.claim == Claim.ASKED && nowNs - slot.sinceNs >= REST_NS) {
                slot.to(Claim.RESTING, nowNs);
            } else if (slot.claim == Claim.ASKED && nowNs - slot.askedNs >= CLAIM_AGAIN_NS) {
                slot.askedNs = nowNs;
                claims.add(slot.ref);
            } else if (slot.claim == Claim.RESTING && nowNs - slot.sinceNs >= REST_NS) {
                slot.to(Claim.FREE, nowNs);
            }
        }
        long open = limit - slots.values().stream().filter(s -> s.counts(nowNs)).count();
        for (Slot slot : inOrder()) {
            if (open > 0 && slot.claim == Claim.FREE) {
                slot.to(Claim.ASKED, nowNs);
                slot.askedNs = nowNs;
                claims.add(slot.ref);
                open--;
            }
        }
        return claims;
    }

    /** Slots that serve the run beyond {@code limit}: those without a member first, then the last ones. */
    List<ActorRef<ToSlot>> surplus(int limit, long nowNs) {
        List<Slot> held = new ArrayList<>(
                inOrder().stream().filter(slot -> slot.claim == Claim.HELD).toList());
        long counting = held.stream().filter(slot -> slot.counts(nowNs)).count();
        List<ActorRef<ToSlot>> surplus = new ArrayList<>();
        if (counting >= limit) {
            held.stream().filter(slot -> !slot.counts(nowNs)).forEach(slot -> surplus.add(slot.ref));
        }
        held.removeIf(slot -> !slot.counts(nowNs));
        held.sort(Comparator.<Slot>comparingInt(slot -> slot.member == null ? 1 : 0)
                .thenComparing(slot -> slot.worker));
        for (int i = limit; i < held.size(); i++) {
            surplus.add(held.get(i).ref);
        }
        return surplus;
    }

    /** A slot serves the run; false where it is not listed any more. */
    boolean claimed(ActorRef<ToSlot> ref, WorkerId worker, long nowNs) {
        Slot slot = slots.get(ref);
        if (slot == null) {
            return false;
        }
        slot.worker = worker;
        if (slot.claim != Claim.HELD) {
            slot.to(Claim.HELD, nowNs);
        }
        return true;
    }

    /** The slot serves another run, or was let go by this one. */
    void rests(ActorRef<ToSlot> ref, long nowNs) {
        Slot slot = slots.get(ref);
        if (slot != null) {
            slot.to(Claim.RESTING, nowNs);
        }
    }

    /** The slot's worker cannot take part in this run, whatever happens. */
    void refused(ActorRef<ToSlot> ref, String why, long nowNs) {
        Slot slot = slots.get(ref);
        if (slot != null) {
            slot.to(Claim.REFUSED, nowNs);
            slot.refusal = slot.worker + ": " + why;
        }
    }

    boolean held(ActorRef<ToSlot> ref) {
        Slot slot = slots.get(ref);
        return slot != null && slot.claim == Claim.HELD;
    }

    /** A process offered itself at a slot that serves the run. */
    void lives(ActorRef<ToSlot> ref, Member member, Endpoint endpoint, double peak) {
        Slot slot = slots.get(ref);
        if (slot.member != null && !slot.member.equals(member)) {
            endpoints.remove(slot.member);
        }
        slot.member = member;
        endpoints.put(member, endpoint);
        if (Double.isNaN(peakFlops) || peak > peakFlops) {
            peakFlops = peak;
        }
    }

    /**
     * What one device of the run can do at most, FLOP/s: the most that any member measured, because members have equal
     * fingerprints and a busy machine measures too little. NaN where none said.
     */
    double peakFlops() {
        return peakFlops;
    }

    void exited(Member member, long nowNs) {
        Slot slot = find(member);
        if (slot != null) {
            slot.member = null;
            slot.sinceNs = nowNs;
        }
    }

    /** The slot a member lives in, or null. */
    ActorRef<ToSlot> slotOf(Member member) {
        Slot slot = find(member);
        return slot == null ? null : slot.ref;
    }

    /** The member that lives in a slot, or null. */
    Member memberOf(ActorRef<ToSlot> ref) {
        Slot slot = slots.get(ref);
        return slot == null ? null : slot.member;
    }

    Endpoint endpoint(Member member) {
        Endpoint endpoint = endpoints.get(member);
        if (endpoint == null) {
            throw new IllegalStateException(member + " never said where it receives");
        }
        return endpoint;
    }

    /** Slots that serve the run or are asked to. */
    List<ActorRef<ToSlot>> claims() {
        return inOrder().stream()
                .filter(slot -> slot.claim == Claim.HELD || slot.claim == Claim.ASKED)
                .map(slot -> slot.ref)
                .toList();
    }

    int heldCount() {
        return (int)
                slots.values().stream().filter(slot -> slot.claim == Claim.HELD).count();
    }

    /** Why no slot at all can serve this run: all there are refused. Empty while that is not so. */
    String allRefused() {
        boolean all = !slots.isEmpty() && slots.values().stream().allMatch(slot -> slot.claim == Claim.REFUSED);
        return all
                ? String.join("; ", inOrder().stream().map(slot -> slot.refusal).toList())
                : "";
    }

    /** What a run that has no workers waits for, in a sentence. */
    String waitingFor(int needed) {
        if (slots.isEmpty()) {
            return "waits for workers: the cluster has no slot whose process runs; see their last failure in the status";
        }
        long living =
                slots.values().stream().filter(slot -> slot.member != null).count();
        List<String> refusals = inOrder().stream()
                .filter(slot -> slot.claim == Claim.REFUSED)
                .map(slot -> slot.refusal)
                .toList();
        return "waits for workers: " + living + " of the cluster's " + slots.size() + " slots are ready, it needs "
                + needed + (refusals.isEmpty() ? "" : "; refused: " + String.join("; ", refusals));
    }

    private Slot find(Member member) {
        for (Slot slot : slots.values()) {
            if (member.equals(slot.member)) {
                return slot;
            }
        }
        return null;
    }

    private List<Slot> inOrder() {
        List<Slot> all = new ArrayList<>(slots.values());
        all.sort(Comparator.comparing(slot -> slot.ref.path().toString()));
        return all;
    }
}
