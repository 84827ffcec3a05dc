package org.steelworks.gpu.optim;

import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.model.ParameterTable;

/**
 * Which elements of which bucket decay. Parameters whose name matches a glob of {@code no_decay} do not; neighbours of
 * equal decay are one run, so that a bucket without exceptions is one call of the optimizer. Runs are cut at parameter
 * borders only: they depend on model and recipe alone, and so do the bits.
 */
public final class DecayPlan {
    /** Elements {@code [from, from + length)} of a bucket, with one weight decay. */
    public record Run(int from, int length, double weightDecay) {}

    private final List<List<Run>> runs;

    private DecayPlan(List<List<Run>> runs) {
        this.runs = runs;
    }

    /** @param noDecay globs over Hugging Face names; {@code *} is any text, {@code ?} any one character */
    public static DecayPlan of(ParameterTable table, BucketPlan buckets, double weightDecay, List<String> noDecay) {
        List<List<Run>> all = new ArrayList<>();
        for (Bucket bucket : buckets.buckets()) {
            List<Run> runs = new ArrayList<>();
            for (Parameter parameter : table.parameters()) {
                if (parameter.vector() == bucket.vector()) {
                    boolean decays = noDecay.stream().noneMatch(glob -> matches(glob, parameter.name()));
                    add(runs, bucket, parameter, decays ? weightDecay : 0);
                }
            }
            all.add(List.copyOf(runs));
        }
        return new DecayPlan(List.copyOf(all));
    }

    private static void add(List<Run> runs, Bucket bucket, Parameter parameter, double decay) {
        long from = Math.max(parameter.offset(), bucket.offset()) - bucket.offset();
        long to =
                Math.min(parameter.offset() + parameter.length(), bucket.offset() + bucket.length()) - bucket.offset();
        if (from >= to) {
            return;
        }
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).weightDecay == decay) {
            Run before = runs.get(last);
            runs.set(last, new Run(before.from, before.length + (int) (to - from), decay));
        } else {
            runs.add(new Run((int) from, (int) (to - from), decay));
        }
    }

    /** Runs of one bucket; together they cover it, in order. */
    public List<Run> runs(int bucket) {
        return runs.get(bucket);
    }

    static boolean matches(String glob, String name) {
        int star = -1;
        int resume = 0;
        int g = 0;
        int n = 0;
        while (n < name.length()) {
            if (g < glob.length() && glob.charAt(g) == '*') {
                star = g++;
                resume = n;
            } else if (g < glob.length() && (glob.charAt(g) == '?' || glob.charAt(g) == name.charAt(n))) {
                g++;
                n++;
            } else if (star >= 0) {
                g = star + 1;
                n = ++resume;
            } else {
                return false;
            }
        }
        while (g < glob.length() && glob.charAt(g) == '*') {
            g++;
        }
        return g == glob.length();
    }
}
