package org.steelworks.data.feed;

import java.util.ArrayList;
import java.util.List;

/**
 * Which node feeds a run: the one that does as long as it can, else another that has the shards, data nodes before the
 * node of the run's coordinator, which need not even read them where others have them. Pure.
 */
public final class FeedRule {
    /** How a node stands to the shards of a run. */
    public enum Standing {
        /** Nobody asked it yet; only the coordinator's own node is ever left unasked. */
        UNASKED,
        /** It was asked and reads them. */
        ASKED,
        /** It has all of them open. */
        HAS,
        /** It has them, and has not answered for long. */
        SILENT,
        /** It cannot open them. */
        LACKS,
        /** It had them, and they or its feed failed. */
        BROKE
    }

    /** Whether nodes may join that are not there yet. */
    public enum Others {
        /** No: what nobody has now nobody will have. */
        NONE,
        /** Yes, some time. */
        MAY_COME,
        /** Those of before are about to be back: the own node is not asked yet. */
        AWAITED
    }

    /**
     * Whether nodes that lack shards are asked again, to which they may have been copied since.
     *
     * @param due while nobody feeds the run: they were asked long ago
     * @param beforeFailing before the run is given up: they were not yet since somebody fed it
     */
    public record Again(boolean due, boolean beforeFailing) {}

    /**
     * A node.
     *
     * @param own whether it is the coordinator's
     * @param reason why it lacks the shards or broke, else empty
     */
    public record Seat(String node, boolean own, Standing standing, String reason) {}

    /** What to do, with a sentence why. */
    public sealed interface Decision {
        String reason();
    }

    /** All stays as it is. */
    public record Keep(String reason) implements Decision {}

    /** The seat with this index feeds the run from now on. */
    public record Take(int seat, String reason) implements Decision {}

    /** Have the own node open the shards. */
    public record AskOwn(String reason) implements Decision {}

    /**
     * Have all nodes that lack shards open them again.
     *
     * @param last because the run is given up otherwise
     */
    public record AskAgain(boolean last, String reason) implements Decision {}

    /** Nobody feeds the run for the time being. */
    public record Wait(String reason) implements Decision {}

    /** Nobody can, and that will not change by itself. */
    public record Fail(String reason) implements Decision {}

    private FeedRule() {}

    /**
     * Decides anew after each change.
     *
     * @param seats all nodes that there are, the own one among them
     * @param current index of the one that feeds the run, or -1
     * @param left why the one that did is not among the seats any more, or empty
     * @param begins whether the run is new: what all nodes have under its paths is compared before any of it is trained
     */
    public static Decision decide(
            List<Seat> seats, int current, String left, boolean begins, Others others, Again again) {
        Seat now = current < 0 ? null : seats.get(current);
        if (now != null && now.standing() == Standing.HAS) {
            return new Keep(now.node() + " feeds the run");
        }
        List<String> asked = names(seats, Standing.ASKED);
        if (begins && !asked.isEmpty()) {
            return new Wait("waits until " + String.join(", ", asked) + " has read the run's shards");
        }
        int next = withShards(seats);
        if (next >= 0) {
            return new Take(
                    next, (now == null ? left : said(now)) + taking(seats.get(next), now == null && left.isEmpty()));
        }
        if (!asked.isEmpty()) {
            return new Wait("waits until " + String.join(", ", asked) + " has read the run's shards");
        }
        boolean broke = seats.stream().anyMatch(seat -> seat.standing() == Standing.BROKE);
        boolean unasked = seats.stream().anyMatch(seat -> seat.standing() == Standing.UNASKED);
        if (unasked && others == Others.AWAITED && !broke) {
            return waiting("waits for data nodes to join", seats, again);
        }
        if (unasked) {
            return new AskOwn("no data node has the run's shards" + reasons(seats));
        }
        if (now != null && now.standing() == Standing.SILENT) {
            return waiting(
                    now.node() + " does not answer and no other node has the run's shards" + reasons(seats),
                    seats,
                    again);
        }
        if (!broke && others != Others.NONE) {
            return waiting("waits for a data node: " + nobody(seats), seats, again);
        }
        return again.beforeFailing() && lacking(seats) ? new AskAgain(true, nobody(seats)) : new Fail(nobody(seats));
    }

    private static Decision waiting(String reason, List<Seat> seats, Again again) {
        return again.due() && lacking(seats) ? new AskAgain(false, reason) : new Wait(reason);
    }

    private static boolean lacking(List<Seat> seats) {
        return seats.stream().anyMatch(seat -> seat.standing() == Standing.LACKS);
    }

    private static List<String> names(List<Seat> seats, Standing standing) {
        return seats.stream()
                .filter(seat -> seat.standing() == standing)
                .map(Seat::node)
                .toList();
    }

    /** The first other node that has them, else the own one if it has, else -1. */
    private static int withShards(List<Seat> seats) {
        int own = -1;
        for (int i = 0; i < seats.size(); i++) {
            if (seats.get(i).standing() == Standing.HAS) {
                if (!seats.get(i).own()) {
                    return i;
                }
                own = i;
            }
        }
        return own;
    }

    private static String said(Seat lost) {
        return switch (lost.standing()) {
            case SILENT -> lost.node() + " does not answer";
            case ASKED -> lost.node() + " has not opened yet what was added";
            case UNASKED, HAS, LACKS, BROKE -> lost.node() + " feeds the run no longer: " + lost.reason();
        };
    }

    private static String taking(Seat next, boolean first) {
        return first
                ? "blocks come from " + next.node()
                : "; blocks come from " + next.node() + " now, which has the same shards";
    }

    private static String reasons(List<Seat> seats) {
        List<String> said = new ArrayList<>();
        for (Seat seat : seats) {
            if (!seat.reason().isEmpty()) {
                said.add(seat.node() + ": " + seat.reason());
            }
        }
        return said.isEmpty() ? "" : ": " + String.join("; ", said);
    }

    private static String nobody(List<Seat> seats) {
        return seats.size() == 1 ? seats.get(0).reason() : "no node has the run's shards" + reasons(seats);
    }
}
