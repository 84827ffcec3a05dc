package org.steelworks.core.ledger;

import java.util.List;

/**
 * Which set each sample of a run comes from, through all changes of the weights: a function of them and the sample index
 * alone, with random access in constant memory and time proportional to the number of sets and changes. Immutable, safe
 * for any thread.
 *
 * <p>From sample a of a change on, sample n of the run is drawn by the {@link Mixture} of its weights as sample n - a of a
 * run of its own; its index within the set is that mixture's count and what the set had delivered by then. So a set's samples
 * have no gap and none comes twice, and what a {@code Mixture} promises of the shares holds from each change on.
 */
public final class MixtureSchedule {
    private final long[] firstSample;
    private final Mixture[] mixtures;
    /** Samples of each set before each part, by part and set. */
    private final long[][] before;

    /**
     * @param weights of the sets from sample 0 on
     * @param changes in order of their first sample, each of as many weights
     */
    MixtureSchedule(List<Long> weights, List<WeightChange> changes) {
        int parts = 1 + changes.size();
        firstSample = new long[parts];
        mixtures = new Mixture[parts];
        before = new long[parts][weights.size()];
        mixtures[0] = new Mixture(weights);
        for (int part = 1; part < parts; part++) {
            WeightChange change = changes.get(part - 1);
            if (change.weights().size() != weights.size() || change.firstSample() < firstSample[part - 1]) {
                throw new IllegalArgumentException(change + " does not go with a mixture of " + weights.size()
                        + " sets whose newest weights count from sample " + firstSample[part - 1] + " on");
            }
            firstSample[part] = change.firstSample();
            mixtures[part] = new Mixture(change.weights());
            for (int set = 0; set < weights.size(); set++) {
                before[part][set] = count(part - 1, set, firstSample[part]);
            }
        }
    }

    /** Where sample {@code sample} of the run, from 0, comes from. */
    public Mixture.Draw at(long sample) {
        int part = partOf(sample);
        Mixture.Draw draw = mixtures[part].at(sample - firstSample[part]);
        return new Mixture.Draw(draw.set(), before[part][draw.set()] + draw.sample());
    }

    /** How many of the first {@code samples} samples of the run come from set {@code set}. */
    public long count(int set, long samples) {
        return count(partOf(samples), set, samples);
    }

    private long count(int part, int set, long samples) {
        return before[part][set] + mixtures[part].count(set, samples - firstSample[part]);
    }

    private int partOf(long sample) {
        int part = firstSample.length - 1;
        while (part > 0 && firstSample[part] > sample) {
            part--;
        }
        return part;
    }
}
