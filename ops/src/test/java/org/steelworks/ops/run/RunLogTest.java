package org.steelworks.ops.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.id.RunId;
import org.steelworks.core.run.RunProgress;
import org.steelworks.core.run.machine.RunNotice;

class RunLogTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final RunId RUN = new RunId("run-1");
    private static final String STEP_3 =
            "2026-03-01T10:00:00Z  step               step 3  loss 2.50000  lr 1.000e-03  grad 0.7500  900 tok/s  2 workers\n";

    @TempDir
    Path dir;

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    private static RunNews stepped(long step) {
        return new RunNews.Stepped(RUN, new RunProgress(step, 2.5, 1e-3, 0.75, 900, 2, 1));
    }

    private static RunNews noticed(RunNotice.Type type, String worker, String reason, double seconds) {
        return new RunNews.Noticed(RUN, NOW, new RunNotice(type, 2, worker, 5, reason, seconds));
    }

    private String text() throws Exception {
        return Files.readString(dir.resolve(RunLog.FILE));
    }

    @Test
    void aStepHeldBackIsWrittenBeforeTheNextNotice() throws Exception {
        RunLog log = new RunLog(dir, clock);
        log.accept(stepped(3));
        log.accept(stepped(4));
        log.accept(stepped(5));
        assertEquals(STEP_3, text(), "one step a second");
        log.accept(noticed(RunNotice.Type.RECOVERED, "node-1/w0", "a worker\nleft", 1.25));
        assertEquals(
                STEP_3
                        + STEP_3.replace("step 3", "step 5")
                        + "2026-03-01T10:00:00Z  recovered          generation 2  step 5  worker node-1/w0  after 1.25 s"
                        + "  a worker | left\n",
                text());
    }

    @Test
    void aLogThatEndsAmidALineGoesOnWithANewOne() throws Exception {
        Files.writeString(dir.resolve(RunLog.FILE), "whole\ntorn");
        new RunLog(dir, clock).accept(stepped(3));
        assertEquals("whole\ntorn\n" + STEP_3, text());
    }

    @Test
    void linesWaitForADiskThatRefusesThem() throws Exception {
        Path blocked = dir.resolve("later");
        RunLog log = new RunLog(blocked, clock);
        log.accept(stepped(3));
        Files.createDirectories(blocked);
        log.accept(noticed(RunNotice.Type.ENDED, "", "done", Double.NaN));
        assertEquals(
                STEP_3 + "2026-03-01T10:00:00Z  ended              generation 2  step 5  done\n",
                Files.readString(blocked.resolve(RunLog.FILE)));
    }
}
