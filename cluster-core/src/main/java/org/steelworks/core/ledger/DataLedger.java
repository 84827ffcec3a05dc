package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shard sets of a run with their weights and segments: with the next sample index it is the whole data state of a
 * run. Immutable and free of paths, so that moved files do not change it.
 *
 * @param sets in the order of the recipe, at least one
 */
public record DataLedger(List<SetLedger> sets) {

    public DataLedger {
        sets = List.copyOf(sets);
        mixture(sets);
        Set<Long> keys = new HashSet<>();
        for (SetLedger set : sets) {
            for (Segment segment : set.segments()) {
                if (!keys.add(segment.key())) {
                    throw new IllegalArgumentException("two segments of the data ledger have the key " + segment.key()
                            + ": their blocks would stand in the same order");
                }
            }
        }
    }

    /** The ledger of a run of one set that has no data yet. */
    public static DataLedger empty() {
        return empty(List.of(1L));
    }

    /** The ledger of a run that has no data yet, with a set for each of the {@link Mixture#wholeWeights}. */
    public static DataLedger empty(List<Long> weights) {
        return new DataLedger(
                weights.stream().map(weight -> new SetLedger(weight, List.of())).toList());
    }

    /** This ledger with one more segment at the end of set {@code set}. */
    public DataLedger with(int set, Segment segment) {
        List<SetLedger> changed = new ArrayList<>(sets);
        changed.set(set, sets.get(set).with(segment));
        return new DataLedger(changed);
    }

    /**
     * The part of this ledger that the samples before {@code nextSample} came from: without the segments that have not
     * delivered anything by then. It is what a checkpoint of that time keeps, whatever was added afterwards.
     */
    public DataLedger usedBefore(long nextSample) {
        Mixture mixture = mixture();
        List<SetLedger> used = new ArrayList<>();
        for (int s = 0; s < sets.size(); s++) {
            long count = mixture.count(s, nextSample);
            List<Segment> segments = sets.get(s).segments();
            int kept = Math.min(1, segments.size());
            while (kept < segments.size() && segments.get(kept).firstSample() < count) {
                kept++;
            }
            used.add(new SetLedger(sets.get(s).weight(), segments.subList(0, kept)));
        }
        return new DataLedger(used);
    }

    /** Which set each sample of the run comes from. */
    public Mixture mixture() {
        return mixture(sets);
    }

    private static Mixture mixture(List<SetLedger> sets) {
        return new Mixture(sets.stream().map(SetLedger::weight).toList());
    }

    /** Whether no set has data yet. */
    public boolean isEmpty() {
        return sets.stream().allMatch(set -> set.segments().isEmpty());
    }

    /** Segments of all sets. */
    public int segmentCount() {
        return sets.stream().mapToInt(set -> set.segments().size()).sum();
    }

    /** Blocks of all sets. */
    public long blocks() {
        return sets.stream().mapToLong(SetLedger::blocks).reduce(0L, Math::addExact);
    }

    /**
     * Canonical JSON: keys sorted, no white space, no paths; equal ledgers give equal text. One set is written as
     * {@code {"segments":[…]}}, several as {@code {"sets":[{"segments":[…],"weight":W},…]}}.
     */
    public String toCanonicalJson() {
        if (sets.size() == 1) {
            return sets.get(0).toCanonicalJson();
        }
        return sets.stream()
                .map(set -> "{" + set.segmentsField() + ",\"weight\":" + set.weight() + "}")
                .collect(Collectors.joining(",", "{\"sets\":[", "]}"));
    }
}
