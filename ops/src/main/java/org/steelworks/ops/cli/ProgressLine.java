package org.steelworks.ops.cli;

import java.util.function.LongSupplier;
import org.steelworks.ops.quickstart.FittedLine;
import org.steelworks.ops.status.Eta;

/** Progress of one piece of work with the time left, shown as a {@link StatusLine}. Safe for any thread. */
final class ProgressLine implements AutoCloseable {
    private final StatusLine status;
    private final String what;
    private final LongSupplier nanoClock;
    private final long beganNs;
    private long firstDone = -1;

    ProgressLine(Streams streams, boolean quiet, String what, LongSupplier nanoClock) {
        this.status = new StatusLine(streams, quiet, nanoClock);
        this.what = what;
        this.nanoClock = nanoClock;
        this.beganNs = nanoClock.getAsLong();
    }

    /**
     * Tells how far the work is.
     *
     * @param done of {@code total}, in any unit; what was done before the first call does not count for the time left
     * @param detail shown behind the share
     */
    synchronized void show(long done, long total, String detail) {
        if (firstDone < 0) {
            firstDone = done;
        }
        status.show(() -> new FittedLine()
                .add("  " + what)
                .add((total == 0 ? 100 : done * 100 / total) + "%")
                .add(detail, 1)
                .add("left " + Eta.text(secondsLeft(done, total, nanoClock.getAsLong()))));
    }

    private double secondsLeft(long done, long total, long now) {
        long mine = done - firstDone;
        return mine <= 0 ? Double.NaN : (now - beganNs) / 1e9 / mine * (total - done);
    }

    @Override
    public void close() {
        status.close();
    }
}
