package org.steelworks.ops.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.steelworks.ops.quickstart.Eta;

/**
 * Progress of one piece of work with the time left: a line written over on a terminal, a line per 30 s elsewhere. Safe
 * for any thread.
 */
final class ProgressLine implements AutoCloseable {
    private static final long TERMINAL_NS = 200_000_000L;
    private static final long ELSEWHERE_NS = 30_000_000_000L;

    private final PrintWriter err;
    private final boolean terminal;
    private final boolean quiet;
    private final String what;
    private final LongSupplier nanoClock;
    private final long beganNs;
    private long firstDone = -1;
    private long shownNs;
    private boolean open;

    ProgressLine(Streams streams, boolean quiet, String what, LongSupplier nanoClock) {
        this.err = streams.err();
        this.terminal = streams.terminal();
        this.quiet = quiet;
        this.what = what;
        this.nanoClock = nanoClock;
        this.beganNs = nanoClock.getAsLong();
        this.shownNs = beganNs;
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
        long now = nanoClock.getAsLong();
        if (quiet || now - shownNs < (terminal ? TERMINAL_NS : ELSEWHERE_NS)) {
            return;
        }
        shownNs = now;
        String line = String.format(
                Locale.ROOT,
                "  %s  %d%%  %s  left %s",
                what,
                total == 0 ? 100 : done * 100 / total,
                detail,
                Eta.text(secondsLeft(done, total, now)));
        if (terminal) {
            err.print("\r\033[K" + line);
            open = true;
        } else {
            err.println(line);
        }
        err.flush();
    }

    private double secondsLeft(long done, long total, long now) {
        long mine = done - firstDone;
        return mine <= 0 ? Double.NaN : (now - beganNs) / 1e9 / mine * (total - done);
    }

    @Override
    public synchronized void close() {
        if (open) {
            err.print("\r\033[K");
            err.flush();
            open = false;
        }
    }
}
