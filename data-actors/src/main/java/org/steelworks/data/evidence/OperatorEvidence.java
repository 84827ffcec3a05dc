package org.steelworks.data.evidence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.steelworks.data.clean.StatisticRange;

/**
 * What one operator did to some documents; of bounded size. Parts that are added in the order of the documents give the same,
 * however the documents were cut into parts.
 *
 * @param examples the first documents that it changed or dropped
 * @param bins of a filter: how many values lie in each of {@link Bins}
 * @param labels of a filter that finds names: how many documents have each, of the first names in the alphabet
 * @param low of a filter: documents nearest to its lower bound, kept ones and dropped ones
 * @param high the same of its upper bound
 */
public record OperatorEvidence(
        List<Example> examples, Map<Integer, Long> bins, Map<String, Long> labels, List<Near> low, List<Near> high) {
    static final int EXAMPLES = 10;
    static final int NEAREST = 3;
    static final int LABELS = 1000;

    static final OperatorEvidence NONE = new OperatorEvidence(List.of(), Map.of(), Map.of(), List.of(), List.of());

    public OperatorEvidence {
        examples = List.copyOf(examples);
        bins = Collections.unmodifiableMap(new TreeMap<>(bins));
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        low = List.copyOf(low);
        high = List.copyOf(high);
    }

    /** @param range of a filter, else null */
    OperatorEvidence plus(OperatorEvidence later, StatisticRange range) {
        List<Example> first = Stream.concat(examples.stream(), later.examples.stream())
                .limit(EXAMPLES)
                .toList();
        if (range == null) {
            return new OperatorEvidence(first, Map.of(), Map.of(), List.of(), List.of());
        }
        Map<Integer, Long> sums = new TreeMap<>(bins);
        later.bins.forEach((bin, count) -> sums.merge(bin, count, Long::sum));
        TreeMap<String, Long> names = new TreeMap<>(labels);
        later.labels.forEach((label, count) -> count(names, label, count));
        return new OperatorEvidence(
                first, sums, names, nearest(low, later.low, range.min()), nearest(high, later.high, range.max()));
    }

    /** Adds to the documents with a name; those of the first names are all counted, however they come. */
    static void count(TreeMap<String, Long> labels, String label, long documents) {
        labels.merge(label, documents, Long::sum);
        if (labels.size() > LABELS) {
            labels.pollLastEntry();
        }
    }

    private static List<Near> nearest(List<Near> earlier, List<Near> later, double bound) {
        List<Near> nearest = new ArrayList<>();
        for (boolean kept : new boolean[] {true, false}) {
            Stream.concat(earlier.stream(), later.stream())
                    .filter(near -> near.kept() == kept)
                    // stable: of those equally near the first
                    .sorted(Comparator.comparingDouble(near -> Math.abs(near.value() - bound)))
                    .limit(NEAREST)
                    .forEach(nearest::add);
        }
        return nearest;
    }

    OperatorEvidence moved(long by) {
        return new OperatorEvidence(
                examples.stream().map(example -> example.moved(by)).toList(),
                bins,
                labels,
                low.stream().map(near -> near.moved(by)).toList(),
                high.stream().map(near -> near.moved(by)).toList());
    }
}
