package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether shards may join a run's data and what the ledger then is: the current segment is closed at the given
 * sample, and what its pass has not delivered yet is permuted together with the new blocks. What was trained stays as
 * it is.
 */
public final class AppendRule {

    /**
     * A shard that asks to be added.
     *
     * @param name how to call it in front of the user (a file name)
     * @param entry its content and size
     */
    public record Candidate(String name, ShardEntry entry) {}

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
        Refuse misplaced = placement(ledger, firstSample);
        if (misplaced != null) {
            return misplaced;
        }
        Refuse repeated = repetition(ledger, shards);
        if (repeated != null) {
            return repeated;
        }
        long carried = ledger.restOfPass(firstSample);
        List<ShardEntry> entries = shards.stream().map(Candidate::entry).toList();
        Segment segment = new Segment(firstSample, carried, ledger.segments().size(), entries);
        return new Accept(
                ledger.with(segment),
                "segment " + segment.key() + " begins at sample " + firstSample + ": " + segment.ownBlocks()
                        + " new blocks permuted together with " + carried + " blocks not trained yet");
    }

    private static Refuse placement(DataLedger ledger, long firstSample) {
        if (ledger.segments().isEmpty()) {
            return firstSample == 0
                    ? null
                    : new Refuse("the first data of a run begin at sample 0, not at " + firstSample);
        }
        long current = ledger.segments().get(ledger.segments().size() - 1).firstSample();
        return firstSample >= current
                ? null
                : new Refuse("sample " + firstSample + " lies before the current segment, which begins at " + current
                        + ": data that were decided cannot be changed");
    }

    private static Refuse repetition(DataLedger ledger, List<Candidate> shards) {
        Map<String, String> known = new HashMap<>();
        for (int s = 0; s < ledger.segments().size(); s++) {
            for (ShardEntry shard : ledger.segments().get(s).shards()) {
                known.put(shard.sha256(), "segment " + s + " of the data ledger");
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
