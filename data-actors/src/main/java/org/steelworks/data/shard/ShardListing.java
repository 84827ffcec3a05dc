package org.steelworks.data.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.data.growth.ListedShard;

/**
 * What a node found under the paths of a run.
 *
 * @param sets shards of each training set, in order
 * @param packed what the indexes beside them say, those of the validation sets included
 * @param validation ledger of the validation sets, or null where the run has none
 * @param notes what a user should know, a sentence each
 */
public record ShardListing(
        List<List<ListedShard>> sets, List<PackedWith> packed, DataLedger validation, List<String> notes) {
    public ShardListing {
        sets = sets.stream().map(List::copyOf).toList();
        packed = List.copyOf(packed);
        notes = List.copyOf(notes);
    }

    /** The shards of one of the sets. */
    static List<ListedShard> of(ShardSet set) {
        return set.members().stream()
                .map(member -> new ListedShard(member.name(), member.entry()))
                .toList();
    }

    /** What another node has otherwise, naming shards; empty where both would train the same. */
    public String difference(ShardListing other) {
        List<String> said = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            Map<String, String> mine = names(sets.get(set));
            Map<String, String> others = names(other.sets.get(set));
            mine.forEach((content, name) -> {
                if (!others.containsKey(content)) {
                    said.add(name + " with sha256 " + content + " is here alone");
                }
            });
            others.forEach((content, name) -> {
                if (!mine.containsKey(content)) {
                    said.add(name + " with sha256 " + content + " is there alone");
                }
            });
        }
        if (validation != null && !validation.equals(other.validation)) {
            said.add("the shards of data.validation differ");
        }
        return String.join("; ", said);
    }

    private static Map<String, String> names(List<ListedShard> set) {
        Map<String, String> names = new TreeMap<>();
        set.forEach(shard -> names.put(shard.entry().sha256(), shard.name()));
        return names;
    }
}
