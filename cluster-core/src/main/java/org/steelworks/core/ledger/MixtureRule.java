package org.steelworks.core.ledger;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Decides whether the samples of a run may be drawn with other weights from some sample on, and what the ledger then is.
 * What was drawn before stays as it is, and each set goes on where it stood.
 */
public final class MixtureRule {
    private MixtureRule() {}

    /**
     * Decides on {@code weights}, to count from sample {@code firstSample} on.
     *
     * @param weights {@link Mixture#wholeWeights}, one for each set of the ledger
     */
    public static AppendRule.Decision decide(DataLedger ledger, List<Long> weights, long firstSample) {
        int sets = ledger.sets().size();
        if (sets == 1) {
            return new AppendRule.Refuse(
                    "the run has one shard set: there is nothing to mix it with, whatever its weight");
        }
        if (weights.size() != sets) {
            throw new IllegalArgumentException(
                    weights.size() + " weights were given, but the ledger has " + sets + " sets");
        }
        if (weights.equals(ledger.weights())) {
            return new AppendRule.Refuse("the run draws its sets as " + proportion(weights) + " already");
        }
        MixtureSchedule mixture = ledger.mixture();
        for (int set = 0; set < sets; set++) {
            List<Segment> segments = ledger.sets().get(set).segments();
            long begun =
                    segments.isEmpty() ? 0 : segments.get(segments.size() - 1).firstSample();
            if (mixture.count(set, firstSample) < begun) {
                return decided(firstSample, "data were added to set " + set);
            }
        }
        List<WeightChange> changes = ledger.changes();
        if (!changes.isEmpty() && firstSample < changes.get(changes.size() - 1).firstSample()) {
            return decided(firstSample, "the weights were changed");
        }
        return new AppendRule.Accept(
                ledger.with(new WeightChange(firstSample, weights)),
                "sets are drawn as " + proportion(weights) + " from sample " + firstSample + " of the run on");
    }

    private static AppendRule.Refuse decided(long firstSample, String later) {
        return new AppendRule.Refuse("behind sample " + firstSample + " " + later
                + " already: the order of samples that was decided cannot be changed");
    }

    private static String proportion(List<Long> weights) {
        return weights.stream().map(String::valueOf).collect(Collectors.joining(" : "));
    }
}
