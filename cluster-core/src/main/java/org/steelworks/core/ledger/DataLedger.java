package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shard sets of a run with their segments, and the weights they are mixed with: with the next sample index it is the
 * whole data state of a run. Immutable and free of paths, so that moved files do not change it.
 *
 * @param sets in the order of the recipe, at least one
 * @param changes of the weights, each behind the one before; none where there is one set
 */
public record DataLedger(List<SetLedger> sets, List<WeightChange> changes) {

    public DataLedger {
        sets = List.copyOf(sets);
        changes = List.copyOf(changes);
        if (sets.size() == 1 && !changes.isEmpty()) {
            throw new IllegalArgumentException("the weight of a sole set changes nothing, got " + changes);
        }
        for (int i = 1; i < changes.size(); i++) {
            if (changes.get(i).firstSample() <= changes.get(i - 1).firstSample()) {
                throw new IllegalArgumentException("weights that count from sample "
                        + changes.get(i - 1).firstSample() + " on come before others from sample "
                        + changes.get(i).firstSample() + " on");
            }
        }
        mixture(sets, changes);
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
                weights.stream().map(weight -> new SetLedger(weight, List.of())).toList(), List.of());
    }

    /** This ledger with one more segment at the end of set {@code set}. */
    public DataLedger with(int set, Segment segment) {
        List<SetLedger> changed = new ArrayList<>(sets);
        changed.set(set, sets.get(set).with(segment));
        return new DataLedger(changed, changes);
    }

    /** This ledger with other weights behind the newest ones; in place of them where no sample lies between. */
    DataLedger with(WeightChange change) {
        List<WeightChange> longer = new ArrayList<>(changes);
        if (!longer.isEmpty() && longer.get(longer.size() - 1).firstSample() == change.firstSample()) {
            longer.remove(longer.size() - 1);
        }
        longer.add(change);
        return new DataLedger(sets, longer);
    }

    /**
     * The part of this ledger that the samples before {@code nextSample} came from: without the segments that have not
     * delivered anything by then, and the weights that nothing was drawn with. It is what a checkpoint of that time keeps,
     * whatever was changed afterwards.
     */
    public DataLedger usedBefore(long nextSample) {
        MixtureSchedule mixture = mixture();
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
        return new DataLedger(
                used,
                changes.stream()
                        .filter(change -> change.firstSample() < nextSample)
                        .toList());
    }

    /** Which set each sample of the run comes from. */
    public MixtureSchedule mixture() {
        return mixture(sets, changes);
    }

    private static MixtureSchedule mixture(List<SetLedger> sets, List<WeightChange> changes) {
        return new MixtureSchedule(sets.stream().map(SetLedger::weight).toList(), changes);
    }

    /** The weights of the sets behind all changes, whole numbers. */
    public List<Long> weights() {
        return changes.isEmpty()
                ? sets.stream().map(SetLedger::weight).toList()
                : changes.get(changes.size() - 1).weights();
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
     * {@code {"segments":[…]}}, several as {@code {"sets":[{"segments":[…],"weight":W},…]}} with the weights of the
     * beginning; those of later on stand before them as {@code "mixtures":[{"first_sample":A,"weights":[W,…]},…]}.
     */
    public String toCanonicalJson() {
        if (sets.size() == 1) {
            return sets.get(0).toCanonicalJson();
        }
        String mixtures = changes.isEmpty()
                ? ""
                : changes.stream()
                        .map(change -> "{\"first_sample\":" + change.firstSample() + ",\"weights\":["
                                + change.weights().stream().map(String::valueOf).collect(Collectors.joining(","))
                                + "]}")
                        .collect(Collectors.joining(",", "\"mixtures\":[", "],"));
        return sets.stream()
                .map(set -> "{" + set.segmentsField() + ",\"weight\":" + set.weight() + "}")
                .collect(Collectors.joining(",", "{" + mixtures + "\"sets\":[", "]}"));
    }
}
