package org.steelworks.ops.prepare;

import java.util.Locale;
import org.steelworks.core.job.JobView;
import org.steelworks.data.flow.PrepareProgress;
import org.steelworks.ops.status.Eta;

/** How fast a cleaning is: measures from the first progress on, so that what an earlier run did is not counted. */
final class CleaningPace {
    private long firstNs;
    private long firstBytes = -1;

    /** How far it is at a moment of a clock that only goes forward. */
    JobView.Cleaning at(PrepareProgress progress, long nowNs) {
        if (firstBytes < 0) {
            firstBytes = progress.bytesDone();
            firstNs = nowNs;
        }
        long mine = progress.bytesDone() - firstBytes;
        long left = progress.bytesTotal() - progress.bytesDone();
        Double secondsLeft = mine <= 0 ? null : (Double) ((nowNs - firstNs) / 1e9 / mine * left);
        return new JobView.Cleaning(
                progress.bytesDone(),
                progress.bytesTotal(),
                progress.documents(),
                progress.kept(),
                progress.nodes(),
                secondsLeft);
    }

    /** The same for people. */
    static String sentence(JobView.Cleaning cleaning) {
        return String.format(
                Locale.ROOT,
                "%.1f of %.1f MB, %,d documents, %,d kept, %s, %s",
                cleaning.bytesDone() / 1e6,
                cleaning.bytesTotal() / 1e6,
                cleaning.documents(),
                cleaning.kept(),
                cleaning.nodes() == 1 ? "1 data node" : cleaning.nodes() + " data nodes",
                cleaning.secondsLeft() == null
                        ? "time left not known yet"
                        : Eta.text(cleaning.secondsLeft()) + " left");
    }
}
