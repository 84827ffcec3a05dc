package org.steelworks.data.order;

import java.util.List;
import org.steelworks.core.ledger.Segment;
import org.steelworks.core.ledger.SetLedger;

/**
 * Orders one set by its segments. The first pass of a segment mixes what the previous segment had still to deliver in its
 * pass with the segment's own blocks; later passes mix all blocks of the set up to and including the
 * segment.
 */
final class SegmentOrder implements SampleOrder {

    /** Which of n elements is the i-th of a pass. */
    interface PassOrder {
        long elementAt(long n, long key, long pass, long i);
    }

    private final List<Segment> segments;
    private final long[] firstPass;
    private final long[] blocksBefore;
    private final long[] blocksThrough;
    private final PassOrder passOrder;

    SegmentOrder(SetLedger set, PassOrder passOrder) {
        this.segments = set.segments();
        this.passOrder = passOrder;
        int count = segments.size();
        this.firstPass = new long[count];
        this.blocksBefore = new long[count];
        this.blocksThrough = new long[count];
        long before = 0;
        for (int s = 0; s < count; s++) {
            firstPass[s] = segments.get(s).firstPass();
            blocksBefore[s] = before;
            before += segments.get(s).ownBlocks();
            blocksThrough[s] = before;
        }
    }

    @Override
    public long blockOf(long sample) {
        if (sample < 0 || segments.isEmpty()) {
            throw new IllegalArgumentException(
                    "sample " + sample + " of a set with " + segments.size() + " segments does not exist");
        }
        int segment = segments.size() - 1;
        while (segments.get(segment).firstSample() > sample) {
            segment--;
        }
        return blockOf(segment, sample);
    }

    /** The block that is {@code sample} when {@code segment} is the last one; carried samples lead one segment back. */
    private long blockOf(int segment, long sample) {
        Segment current = segments.get(segment);
        long used = sample - current.firstSample();
        if (used >= firstPass[segment]) {
            long all = blocksThrough[segment];
            long later = used - firstPass[segment];
            return passOrder.elementAt(all, current.key(), 1 + later / all, later % all);
        }
        long element = passOrder.elementAt(firstPass[segment], current.key(), 0, used);
        return element < current.carried()
                ? blockOf(segment - 1, current.firstSample() + element)
                : blocksBefore[segment] + element - current.carried();
    }
}
