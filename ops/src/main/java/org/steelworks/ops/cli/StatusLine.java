package org.steelworks.ops.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.steelworks.ops.quickstart.DisplayWidth;
import org.steelworks.ops.quickstart.FittedLine;

/**
 * Progress on standard error, between lines that stay: a line that is written over on a terminal and never longer than
 * it is wide, a line per 30 s elsewhere. Safe for any thread.
 */
final class StatusLine implements AutoCloseable {
    private static final long TERMINAL_NS = 200_000_000L;
    private static final long ELSEWHERE_NS = 30_000_000_000L;
    private static final int USUAL_COLUMNS = 80;
    private static final String CLEAR = "\r\033[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final boolean quiet;
    private final int columns;
    private final DisplayWidth width;
    private final LongSupplier nanoClock;
    private long shownNs;
    private boolean open;

    /** A line as wide as the launcher found the terminal. */
    StatusLine(Streams streams, boolean quiet, LongSupplier nanoClock) {
        this(streams, quiet, Integer.getInteger("steel.columns", 0), DisplayWidth.ofLocale(locale()), nanoClock);
    }

    /** @param columns of the terminal, 0 where that is not known */
    StatusLine(Streams streams, boolean quiet, int columns, DisplayWidth width, LongSupplier nanoClock) {
        this.err = streams.err();
        this.terminal = streams.terminal();
        this.quiet = quiet;
        this.columns = columns > 0 ? columns : USUAL_COLUMNS;
        this.width = width;
        this.nanoClock = nanoClock;
        this.shownNs = nanoClock.getAsLong();
    }

    private static String locale() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = System.getenv(name);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    /** Shows progress if it is time to. */
    synchronized void show(Supplier<FittedLine> line) {
        long now = nanoClock.getAsLong();
        if (!quiet && now - shownNs >= (terminal ? TERMINAL_NS : ELSEWHERE_NS)) {
            shownNs = now;
            write(line.get());
        }
    }

    /** Shows progress now, such as that of the last step. */
    synchronized void showNow(FittedLine line) {
        if (!quiet) {
            write(line);
        }
    }

    private void write(FittedLine line) {
        if (terminal) {
            // a character in the last column makes some terminals wrap
            err.print(CLEAR + line.fit(columns - 1, width));
            open = true;
        } else {
            err.println(line.fit(Integer.MAX_VALUE, width));
        }
        err.flush();
    }

    /** Prints a line that stays. */
    synchronized void say(String line) {
        clear();
        err.println(line);
        err.flush();
    }

    /** Leaves what is shown on the screen and goes on below it. */
    synchronized void keep() {
        if (open) {
            err.println();
            err.flush();
            open = false;
        }
    }

    private void clear() {
        if (open) {
            err.print(CLEAR);
            open = false;
        }
    }

    @Override
    public synchronized void close() {
        clear();
        err.flush();
    }
}
