package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * What the data ledger knows of one shard set: its first weight in the mixture and the ordered list of its segments. Samples
 * are counted within the set: they are the run's where the ledger has one set. Immutable.
 *
 * @param weight share of the run's samples from its beginning on, relative to those of the other sets; at least 1
 * @param segments in order of their first sample; none before the run has data
 */
public record SetLedger(long weight, List<Segment> segments) {

    public SetLedger {
        if (weight < 1) {
            throw new IllegalArgumentException("a shard set's weight is a whole number of at least 1, not " + weight);
        }
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

    /** This set with one more segment at its end. */
    public SetLedger with(Segment segment) {
        List<Segment> longer = new ArrayList<>(segments);
        longer.add(segment);
        return new SetLedger(weight, longer);
    }

    /** Blocks of all segments. */
    public long blocks() {
        return blocks(segments);
    }

    /**
     * Samples that the last segment has still to deliver in the pass that sample {@code nextSample} of the set belongs
     * to; 0 when a pass has just ended, the whole first pass when the segment has not begun.
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

    /** The segments as canonical JSON: {@code {"segments":[…]}}. The weight is not in it. */
    public String toCanonicalJson() {
        return "{" + segmentsField() + "}";
    }

    /** The field {@code "segments"} of the canonical JSON. */
    String segmentsField() {
        StringBuilder json = new StringBuilder("\"segments\":[");
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
        return json.append("]").toString();
    }
}
