package org.steelworks.ops.metrics;

import java.util.ArrayList;
import java.util.List;

/** A growing list of steps in bounded memory: keeps every {@code stride}-th, doubling the stride when it has too many. */
final class ThinnedSteps {
    private static final int CAPACITY = 2048;

    private List<StepMetrics> kept = new ArrayList<>();
    private long stride = 1;
    private long seen;
    private StepMetrics last;

    void clear() {
        kept.clear();
        stride = 1;
        seen = 0;
        last = null;
    }

    void add(StepMetrics metrics) {
        last = metrics;
        if (seen++ % stride == 0) {
            kept.add(metrics);
        }
        if (kept.size() > CAPACITY) {
            stride *= 2;
            List<StepMetrics> half = new ArrayList<>();
            for (int i = 0; i < kept.size(); i += 2) {
                half.add(kept.get(i));
            }
            kept = half;
        }
    }

    /** The first, every {@code stride}-th after it, and the newest. */
    List<StepMetrics> points() {
        List<StepMetrics> points = new ArrayList<>(kept);
        if (last != null && (points.isEmpty() || points.get(points.size() - 1).step() != last.step())) {
            points.add(last);
        }
        return points;
    }
}
