package org.steelworks.core.recipe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.steelworks.core.spec.DataSpec.ShardSource;
import org.steelworks.core.spec.RunKind;

/**
 * The settings of a recipe that must stay as they are while its run goes on: all but {@code checkpoint}, {@code cluster}
 * and where files lie. The thread count of a worker is one of them, because it is part of the fingerprint. What lies in
 * the files is not compared here: the recipe's digest and the step ledger do that.
 *
 * @param values text by dotted key, sorted
 */
public record ScienceSettings(Map<String, String> values) {
    private static final String STEPS = "train.steps";
    private static final String THREADS = "cluster.threads_per_worker";
    private static final String SETS = "data.train";
    /** Folders and files: only whether they are given counts. */
    private static final Set<String> PLACES = Set.of("model.config", "model.init", "prepare.in", "prepare.recipe");
    /** Neither weights nor samples depend on them. */
    private static final Set<String> IDLE = Set.of("model.tokenizer", "prepare.trace", "prepare.trace_sample");

    public ScienceSettings {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    static ScienceSettings of(RunKind kind, RecipeValues read) {
        Map<String, String> values = new TreeMap<>();
        for (Setting setting : read.settings(kind)) {
            String key = setting.key();
            boolean idle = key.startsWith("checkpoint.") || key.startsWith("cluster.") || IDLE.contains(key);
            if (key.equals(THREADS) || !idle) {
                values.put(key, text(setting, read.get(key)));
            }
        }
        return new ScienceSettings(values);
    }

    private static String text(Setting setting, Object value) {
        if (PLACES.contains(setting.key())) {
            return value == null ? "null" : "given";
        }
        if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof ShardSource) {
            List<String> weights = new ArrayList<>();
            list.forEach(source -> weights.add("weight " + ((ShardSource) source).weight()));
            return weights.toString();
        }
        return setting.text();
    }

    /** One sentence for each key that differs from those of the {@code run}, in order of the keys; empty for none. */
    public List<String> differences(ScienceSettings run) {
        Set<String> keys = new TreeSet<>(values.keySet());
        keys.addAll(run.values.keySet());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            String mine = values.getOrDefault(key, "not given");
            String theirs = run.values.getOrDefault(key, "not given");
            if (!mine.equals(theirs)) {
                differences.add(key + " is " + mine + ", the run has " + theirs + remark(key, mine, theirs));
            }
        }
        return differences;
    }

    private static String remark(String key, String mine, String theirs) {
        return switch (key) {
            case SETS ->
                sets(mine) == sets(theirs)
                        ? " (`steel data mix` gives a run other weights, from its next steps on; the recipe stays as it is)"
                        : "";
            case STEPS -> " (`steel continue DIR --steps +N` gives a finished run more steps)";
            case THREADS -> " (item 'threads' of the fingerprint: another number of threads gives other bits)";
            default -> "";
        };
    }

    private static int sets(String weights) {
        return weights.split(",", -1).length;
    }
}
