package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.steelworks.ops.quickstart.DisplayWidth;
import org.steelworks.ops.quickstart.FittedLine;

class StatusLineTest {
    private static final long SECOND = 1_000_000_000L;

    private final StringWriter err = new StringWriter();
    private final AtomicLong nowNs = new AtomicLong();

    private StatusLine line(boolean terminal, boolean quiet, int columns) {
        Streams streams = new Streams(
                InputStream.nullInputStream(), new PrintWriter(new StringWriter()), new PrintWriter(err), terminal);
        return new StatusLine(streams, quiet, columns, DisplayWidth.NARROW, nowNs::get);
    }

    private static FittedLine step(int step) {
        return new FittedLine().add("step " + step);
    }

    @Test
    void shouldPrintOneLineInThirtySecondsWhereThereIsNoTerminal() {
        StatusLine line = line(false, false, 0);
        for (int second = 1; second <= 65; second++) {
            nowNs.set(second * SECOND);
            int now = second;
            line.show(() -> step(now));
        }
        line.close();

        assertThat(err.toString()).isEqualTo("step 30\nstep 60\n");
    }

    @Test
    void shouldWriteOverTheLineOfATerminalAndNeverFillIt() {
        StatusLine line = line(true, false, 10);
        nowNs.set(SECOND);
        line.show(() -> step(1));
        line.show(() -> step(2));
        line.say("a loss");
        nowNs.set(2 * SECOND);
        line.show(() -> new FittedLine().add("0123456789"));
        line.keep();
        line.close();

        assertThat(err.toString()).isEqualTo("\r\033[Kstep 1\r\033[Ka loss\n\r\033[K012345678\n");
    }

    @Test
    void shouldTakeEightyColumnsWhereTheTerminalDoesNotSay() {
        StatusLine line = line(true, false, 0);
        line.showNow(new FittedLine().add("x".repeat(200)));

        assertThat(err.toString()).isEqualTo("\r\033[K" + "x".repeat(79));
    }

    @Test
    void shouldShowNoProgressWhenQuiet() {
        StatusLine line = line(true, true, 0);
        nowNs.set(SECOND);
        line.show(() -> step(1));
        line.showNow(step(2));
        line.close();

        assertThat(err.toString()).isEmpty();
    }
}
