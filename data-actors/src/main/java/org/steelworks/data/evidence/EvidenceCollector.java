package org.steelworks.data.evidence;

import java.util.ArrayList;
import java.util.Arrays;
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

    private final OperatorRecipe recipe;
    private final List<List<Example>> examples = new ArrayList<>();
    private final List<Map<Integer, Long>> bins = new ArrayList<>();
    private final OperatorEvidence[] near;

    public EvidenceCollector(OperatorRecipe recipe) {
        this.recipe = recipe;
        near = new OperatorEvidence[recipe.operators().size()];
        Arrays.fill(near, OperatorEvidence.NONE);
        for (int i = 0; i < near.length; i++) {
            examples.add(new ArrayList<>());
            bins.add(new TreeMap<>());
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
        StatisticRange range = Evidence.range(recipe, operator);
        List<Near> low = List.of();
        List<Near> high = List.of();
        if (range.min() > 0 && isNear(near[operator].low(), range.min(), verdict)) {
            low = List.of(of(document, text, verdict));
        }
        if (range.max() < NO_BOUND && isNear(near[operator].high(), range.max(), verdict)) {
            high = List.of(of(document, text, verdict));
        }
        if (!low.isEmpty() || !high.isEmpty()) {
            near[operator] = near[operator].plus(new OperatorEvidence(List.of(), Map.of(), low, high), range);
        }
    }

    /** Whether the document comes before one of those nearest until now. */
    private static boolean isNear(List<Near> nearest, double bound, Verdict verdict) {
        double distance = Math.abs(verdict.value() - bound);
        long nearer = nearest.stream()
                .filter(n -> n.kept() == verdict.keep() && Math.abs(n.value() - bound) <= distance)
                .count();
        return nearer < OperatorEvidence.NEAREST;
    }

    private static Near of(Document document, String text, Verdict verdict) {
        return new Near(document.source(), document.index(), verdict.value(), verdict.keep(), Example.excerpt(text));
    }

    /** What was seen. */
    public Evidence evidence() {
        List<OperatorEvidence> all = new ArrayList<>();
        for (int i = 0; i < near.length; i++) {
            all.add(new OperatorEvidence(examples.get(i), bins.get(i), near[i].low(), near[i].high()));
        }
        return new Evidence(all);
    }
}
