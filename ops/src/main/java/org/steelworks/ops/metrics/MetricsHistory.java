package org.steelworks.ops.metrics;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The curve of a run in bounded memory: keeps every {@code stride}-th step of {@code metrics.jsonl}, doubling the stride
 * when it has too many. The newest step is always among {@link #points()}. Thread-safe.
 */
public final class MetricsHistory {
    private static final int CAPACITY = 2048;

    private final MetricsTail tail;
    private final List<StepMetrics> kept = new ArrayList<>();
    private long stride = 1;
    private StepMetrics last;

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
                    kept.clear();
                    stride = 1;
                    last = null;
                },
                this::add);
    }

    private void add(StepMetrics metrics) {
        last = metrics;
        if ((metrics.step() - 1) % stride == 0) {
            kept.add(metrics);
        }
        if (kept.size() > CAPACITY) {
            stride *= 2;
            kept.removeIf(point -> (point.step() - 1) % stride != 0);
        }
    }

    /** Steps 1, 1 + stride, 1 + 2 stride, … and the newest. */
    public synchronized List<StepMetrics> points() {
        List<StepMetrics> points = new ArrayList<>(kept);
        if (last != null && (points.isEmpty() || points.get(points.size() - 1).step() != last.step())) {
            points.add(last);
        }
        return points;
    }

    /** Whole lines that were no metrics. */
    public synchronized long unreadable() {
        return tail.unreadable();
    }
}
