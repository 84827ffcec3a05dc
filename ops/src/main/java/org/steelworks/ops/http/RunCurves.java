package org.steelworks.ops.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.metrics.MetricsHistory;
import org.steelworks.ops.metrics.StepMetrics;

/** The curves of the runs that somebody looks at; the one longest not looked at goes. Thread-safe; blocks on the disk. */
public final class RunCurves {
    private static final int MAX_OPEN = 64;

    private final Map<String, MetricsHistory> open = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, MetricsHistory> eldest) {
            return size() > MAX_OPEN;
        }
    };

    /** The steps of a job's run as of now, thinned out where there are many. */
    public List<StepMetrics> points(JobView job) {
        MetricsHistory history;
        synchronized (open) {
            history = open.computeIfAbsent(job.dir(), dir -> new MetricsHistory(Path.of(dir, RunFiles.METRICS)));
        }
        try {
            history.refresh();
        } catch (IOException e) {
            throw new UncheckedIOException("the metrics of job " + job.id() + " cannot be read", e);
        }
        return history.points();
    }
}
