package org.steelworks.data.pack;

/**
 * Fills shards of one length with token ids, in order: documents go on across the borders of blocks and shards. A full
 * shard is sealed when the next id arrives or at the end, as the original does. Not thread-safe.
 */
public final class Packer {

    /** Takes what is packed, in order. */
    public interface Shards {
        /** The next ids of the current shard. */
        void tokens(int[] ids, int from, int to);

        /** Ends the current shard after {@code used} ids; what is missing to its length is padding. */
        void seal(long used);
    }

    private final long elements;
    private final Shards shards;
    private long used;
    private long tokens;
    private long sealed;

    /** @param elements tokens of a shard, a whole number of blocks */
    public Packer(long elements, Shards shards) {
        if (elements < 1) {
            throw new IllegalArgumentException("a shard holds at least one token, got " + elements);
        }
        this.elements = elements;
        this.shards = shards;
    }

    /** Appends all of {@code ids}. */
    public void append(int[] ids) {
        int from = 0;
        while (used + (ids.length - from) > elements) {
            int part = (int) (elements - used);
            pass(ids, from, from + part);
            from += part;
            seal();
        }
        pass(ids, from, ids.length);
    }

    /** Ends the packing: does with the shard that is not sealed yet what the rule decides. */
    public RemainderRule.Decision finish(RemainderRule rule, boolean stopped) {
        RemainderRule.Decision decision = rule.decide(used, elements, stopped);
        if (decision.writeRemainder()) {
            seal();
        }
        if (decision.writePadding()) {
            seal();
        }
        return decision;
    }

    /** Ids appended so far. */
    public long tokens() {
        return tokens;
    }

    /** Shards sealed so far. */
    public long sealed() {
        return sealed;
    }

    private void pass(int[] ids, int from, int to) {
        if (from < to) {
            shards.tokens(ids, from, to);
            used += to - from;
            tokens += to - from;
        }
    }

    private void seal() {
        shards.seal(used);
        used = 0;
        sealed++;
    }
}
