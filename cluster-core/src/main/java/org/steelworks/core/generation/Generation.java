package org.steelworks.core.generation;

import java.util.List;
import org.steelworks.core.leaf.LeafRange;

/**
 * The membership version of a run. Every frame and message carries its number; older ones are dropped and counted.
 *
 * @param number grows by one with every attempt to form a generation
 * @param members in the order of {@code ranges}; a member's index names it in frames
 * @param ranges leaves of each member; together they cover a step's leaves once
 * @param holders per bucket the members (indices) that keep master weights and moments; the first is the primary
 */
public record Generation(long number, List<Member> members, List<LeafRange> ranges, List<int[]> holders) {
    public Generation {
        members = List.copyOf(members);
        ranges = List.copyOf(ranges);
        holders = List.copyOf(holders);
        if (members.size() != ranges.size()) {
            throw new IllegalArgumentException(
                    "generation " + number + " has " + members.size() + " members and " + ranges.size() + " ranges");
        }
    }

    /** Index of the member, or -1. */
    public int indexOf(Member member) {
        return members.indexOf(member);
    }

    /** The member (index) that sums a bucket. */
    public int primary(int bucket) {
        return holders.get(bucket)[0];
    }

    /** Whether a member (index) keeps a bucket's master state. */
    public boolean holds(int member, int bucket) {
        for (int holder : holders.get(bucket)) {
            if (holder == member) {
                return true;
            }
        }
        return false;
    }

    public int buckets() {
        return holders.size();
    }
}
