package org.steelworks.ops.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The curves of a run in bounded memory, from {@code metrics.jsonl}. Thread-safe. */
public final class MetricsHistory {
    private final MetricsTail tail;
    private final ThinnedSteps steps = new ThinnedSteps();
    private final ThinnedSteps validated = new ThinnedSteps();

    public MetricsHistory(Path path) {
        this.tail = new MetricsTail(path);
    }

    /**
     * Reads what is new. A file that is not there yet has no steps; one that became shorter is read again.
     *
     * @throws IOException when it cannot be read
     */
    public synchronized void refresh() throws IOException {
        tail.read(
                () -> {
                    steps.clear();
                    validated.clear();
                },
                this::add);
    }

    private void add(StepMetrics metrics) {
        steps.add(metrics);
        if (metrics.validationLoss() != null) {
            validated.add(metrics);
        }
    }

    /** Steps 1, 1 + stride, 1 + 2 stride, … and the newest; besides them, thinned out alike, those that were validated. */
    public synchronized List<StepMetrics> points() {
        SortedMap<Long, StepMetrics> points = new TreeMap<>();
        steps.points().forEach(point -> points.put(point.step(), point));
        validated.points().forEach(point -> points.put(point.step(), point));
        return new ArrayList<>(points.values());
    }

    /** Whole lines that were no metrics. */
    public synchronized long unreadable() {
        return tail.unreadable();
    }
}
