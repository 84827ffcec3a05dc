package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * The ordered list of a run's segments: with the next sample index it is the whole data state of a run. Immutable and
 * free of paths, so that moved files do not change it.
 *
 * @param segments in order of their first sample
 */
public record DataLedger(List<Segment> segments) {

    public DataLedger {
        segments = List.copyOf(segments);
        for (int i = 0; i < segments.size(); i++) {
            checkJoin(segments.subList(0, i), segments.get(i));
        }
    }

    private static void checkJoin(List<Segment> before, Segment segment) {
        long from = before.isEmpty() ? 0 : before.get(before.size() - 1).firstSample();
        boolean misplaced = before.isEmpty() ? segment.firstSample() != 0 : segment.firstSample() < from;
        if (misplaced) {
            throw new IllegalArgumentException(
                    "segment " + before.size() + " of the data ledger begins at sample " + segment.firstSample()
                            + "; the first begins at 0 and no segment before its predecessor, at " + from);
        }
        long carried = restOfPass(before, segment.firstSample());
        if (segment.carried() != carried) {
            throw new IllegalArgumentException("segment " + before.size() + " of the data ledger carries "
                    + segment.carried() + " samples, but its predecessor had " + carried + " left to deliver");
        }
    }

    /** The ledger of a run that has no data yet. */
    public static DataLedger empty() {
        return new DataLedger(List.of());
    }

    /** This ledger with one more segment at its end. */
    public DataLedger with(Segment segment) {
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(segment);
        return new DataLedger(longer);
    }

    /** Blocks of all segments. */
    public long blocks() {
        return blocks(segments);
    }

    /**
     * Samples that the last segment has still to deliver in the pass that sample index {@code nextSample} belongs to;
     * 0 when a pass has just ended, the whole first pass when the segment has not begun.
     */
    public long restOfPass(long nextSample) {
        return restOfPass(segments, nextSample);
    }

    private static long restOfPass(List<Segment> segments, long nextSample) {
        if (segments.isEmpty()) {
            return 0;
        }
        Segment last = segments.get(segments.size() - 1);
        long used = nextSample - last.firstSample();
        if (used < 0) {
            throw new IllegalArgumentException(
                    "sample " + nextSample + " lies before the last segment, which begins at " + last.firstSample());
        }
        if (used <= last.firstPass()) {
            return last.firstPass() - used;
        }
        long all = blocks(segments);
        long intoPass = (used - last.firstPass()) % all;
        return intoPass == 0 ? 0 : all - intoPass;
    }

    private static long blocks(List<Segment> segments) {
        return segments.stream().mapToLong(Segment::ownBlocks).reduce(0L, Math::addExact);
    }

    /** Canonical JSON: keys sorted, no white space, no paths; equal ledgers give equal text. */
    public String toCanonicalJson() {
        StringBuilder json = new StringBuilder("{\"segments\":[");
        for (int s = 0; s < segments.size(); s++) {
            Segment segment = segments.get(s);
            json.append(s == 0 ? "" : ",");
            json.append("{\"carried\":").append(segment.carried());
            json.append(",\"first_sample\":").append(segment.firstSample());
            json.append(",\"key\":").append(segment.key());
            json.append(",\"shards\":[");
            for (int i = 0; i < segment.shards().size(); i++) {
                ShardEntry shard = segment.shards().get(i);
                json.append(i == 0 ? "" : ",");
                json.append("{\"blocks\":").append(shard.blocks());
                json.append(",\"sha256\":\"").append(shard.sha256()).append("\"}");
            }
            json.append("]}");
        }
        return json.append("]}").toString();
    }
}
