package org.steelworks.data.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.clean.Verdict;
import org.steelworks.data.document.Document;

/** Watches a recipe at work on a few documents, such as a batch. Not thread-safe. */
public final class EvidenceCollector implements OperatorRecipe.Observer {
    /** A bound so high stands for none. */
    private static final double NO_BOUND = 9e18;

    private final List<List<Example>> examples = new ArrayList<>();
    private final List<Map<Integer, Long>> bins = new ArrayList<>();
    private final List<TreeMap<String, Long>> labels = new ArrayList<>();
    private final List<Nearest> low = new ArrayList<>();
    private final List<Nearest> high = new ArrayList<>();
    private final StatisticRange[] ranges;

    public EvidenceCollector(OperatorRecipe recipe) {
        ranges = new StatisticRange[recipe.operators().size()];
        for (int i = 0; i < ranges.length; i++) {
            ranges[i] = Evidence.range(recipe, i);
            low.add(new Nearest());
            high.add(new Nearest());
            examples.add(new ArrayList<>());
            bins.add(new TreeMap<>());
            labels.add(new TreeMap<>());
        }
    }

    @Override
    public void mapped(int operator, Document document, String before, String after) {
        if (examples.get(operator).size() < OperatorEvidence.EXAMPLES) {
            examples.get(operator).add(Example.changed(document.source(), document.index(), before, after));
        }
    }

    @Override
    public void judged(int operator, Document document, String text, Verdict verdict) {
        if (!verdict.keep() && examples.get(operator).size() < OperatorEvidence.EXAMPLES) {
            examples.get(operator).add(new Example(document.source(), document.index(), Example.excerpt(text), null));
        }
        bins.get(operator).merge(Bins.of(verdict.value()), 1L, Long::sum);
        for (String label : verdict.labels().values()) {
            OperatorEvidence.count(labels.get(operator), label, 1);
        }
        StatisticRange range = ranges[operator];
        if (range.min() > 0) {
            low.get(operator).offer(document, text, verdict, Math.abs(verdict.value() - range.min()));
        }
        if (range.max() < NO_BOUND) {
            high.get(operator).offer(document, text, verdict, Math.abs(verdict.value() - range.max()));
        }
    }

    /** The documents nearest to one bound, kept and dropped ones apart, each in the order of their distance. */
    private static final class Nearest {
        private final List<Near> kept = new ArrayList<>();
        private final List<Near> dropped = new ArrayList<>();
        private final double[] keptDistances = new double[OperatorEvidence.NEAREST];
        private final double[] droppedDistances = new double[OperatorEvidence.NEAREST];

        void offer(Document document, String text, Verdict verdict, double distance) {
            List<Near> nearest = verdict.keep() ? kept : dropped;
            double[] distances = verdict.keep() ? keptDistances : droppedDistances;
            int at = nearest.size();
            while (at > 0 && distances[at - 1] > distance) {
                at--;
            }
            if (at == distances.length) {
                return;
            }
            if (nearest.size() == distances.length) {
                nearest.remove(nearest.size() - 1);
            }
            System.arraycopy(distances, at, distances, at + 1, nearest.size() - at);
            distances[at] = distance;
            nearest.add(at, of(document, text, verdict));
        }

        List<Near> all() {
            List<Near> all = new ArrayList<>(kept);
            all.addAll(dropped);
            return all;
        }
    }

    private static Near of(Document document, String text, Verdict verdict) {
        return new Near(document.source(), document.index(), verdict.value(), verdict.keep(), Example.excerpt(text));
    }

    /** What was seen. */
    public Evidence evidence() {
        List<OperatorEvidence> all = new ArrayList<>();
        for (int i = 0; i < ranges.length; i++) {
            all.add(new OperatorEvidence(
                    examples.get(i),
                    bins.get(i),
                    labels.get(i),
                    low.get(i).all(),
                    high.get(i).all()));
        }
        return new Evidence(all);
    }
}
