package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether shards may join a run's data and what the ledger then is: in each set that gets shards, the current
 * segment is closed at the given sample, and what its pass has not delivered yet is permuted together with the new
 * blocks. What was trained stays as it is, and so do the sets and their weights.
 * Samples of a set are counted by {@link MixtureSchedule}, so data cannot be added to several sets in the original's order.
 */
public final class AppendRule {

    /**
     * A shard that asks to be added.
     *
     * @param set number of the set it is for, from 0
     * @param name how to call it in front of the user (a file name)
     * @param entry its content and size
     */
    public record Candidate(int set, String name, ShardEntry entry) {}

    /** The answer, with a sentence why. */
    public sealed interface Decision {
        String reason();
    }

    /** The shards are in; {@code ledger} is the new one. */
    public record Accept(DataLedger ledger, String reason) implements Decision {}

    /** Nothing changes. */
    public record Refuse(String reason) implements Decision {}

    private AppendRule() {}

    /**
     * Decides on {@code shards}, to be used from sample {@code firstSample} on.
     *
     * @param firstSample first sample index of the run that may come from the new segment; 0 for an empty ledger
     */
    public static Decision decide(DataLedger ledger, List<Candidate> shards, long firstSample) {
        if (shards.isEmpty()) {
            return new Refuse("no shard was given: name at least one packed token file");
        }
        for (Candidate shard : shards) {
            if (shard.set() < 0 || shard.set() >= ledger.sets().size()) {
                throw new IllegalArgumentException(shard.name() + " is for set " + shard.set() + ", but the ledger has "
                        + ledger.sets().size() + " sets");
            }
        }
        Refuse repeated = repetition(ledger, shards);
        if (repeated != null) {
            return repeated;
        }
        DataLedger longer = ledger;
        List<String> reasons = new ArrayList<>();
        for (int s = 0; s < ledger.sets().size(); s++) {
            int set = s;
            List<ShardEntry> entries = shards.stream()
                    .filter(shard -> shard.set() == set)
                    .map(Candidate::entry)
                    .toList();
            long from = ledger.mixture().count(set, firstSample);
            Refuse misplaced = placement(ledger, set, entries, from, firstSample);
            if (misplaced != null) {
                return misplaced;
            }
            if (!entries.isEmpty()) {
                Segment segment =
                        new Segment(from, ledger.sets().get(set).restOfPass(from), longer.segmentCount(), entries);
                longer = longer.with(set, segment);
                reasons.add(reason(segment, ofSet(ledger, set)));
            }
        }
        return new Accept(longer, String.join("; ", reasons));
    }

    private static String reason(Segment segment, String ofSet) {
        return "segment " + segment.key() + " begins at sample " + segment.firstSample() + ofSet + ": "
                + segment.ownBlocks() + " new blocks permuted together with " + segment.carried()
                + " blocks not trained yet";
    }

    private static Refuse placement(DataLedger ledger, int set, List<ShardEntry> entries, long from, long firstSample) {
        List<Segment> segments = ledger.sets().get(set).segments();
        if (segments.isEmpty()) {
            if (firstSample != 0) {
                return new Refuse("the first data of a run begin at sample 0, not at " + firstSample);
            }
            return entries.isEmpty()
                    ? new Refuse("no shard was given for set " + set + ": each set of a mixture needs at least one")
                    : null;
        }
        long current = segments.get(segments.size() - 1).firstSample();
        return entries.isEmpty() || from >= current
                ? null
                : new Refuse(
                        "sample " + from + ofSet(ledger, set) + " lies before the current segment, which begins at "
                                + current + ": data that were decided cannot be changed");
    }

    private static String ofSet(DataLedger ledger, int set) {
        return ledger.sets().size() == 1 ? "" : " of set " + set;
    }

    private static Refuse repetition(DataLedger ledger, List<Candidate> shards) {
        Map<String, String> known = new HashMap<>();
        for (SetLedger set : ledger.sets()) {
            for (Segment segment : set.segments()) {
                segment.shards()
                        .forEach(
                                shard -> known.put(shard.sha256(), "segment " + segment.key() + " of the data ledger"));
            }
        }
        List<String> repeated = new ArrayList<>();
        for (Candidate shard : shards) {
            String where = known.putIfAbsent(shard.entry().sha256(), shard.name());
            if (where != null) {
                repeated.add(shard.name() + " has the same content as " + where);
            }
        }
        return repeated.isEmpty()
                ? null
                : new Refuse(String.join("; ", repeated) + ": leave " + (repeated.size() == 1 ? "it" : "them")
                        + " out, the same text would be trained twice");
    }
}
