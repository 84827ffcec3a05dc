package org.steelworks.ops.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.run.RunProgress;
import org.steelworks.core.run.machine.RunNotice;

/**
 * The log of a run for people, {@code run.log}: every notice as it comes, and the newest step at most once a second. Lines
 * only ever grow at the end, so a reader goes on at its byte offset. Used by the thread of the run's files. A disk that
 * refuses stops nothing: lines wait, bounded, for the next one; what is given up is counted in the log itself.
 */
public final class RunLog implements Consumer<RunNews> {
    /** Its name in the run's folder. */
    public static final String FILE = "run.log";

    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);
    private static final long STEP_MS = 1000;
    private static final int MAX_WAITING = 10_000;

    private final Path file;
    private final Clock clock;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private RunProgress held;
    private long steppedMs = Long.MIN_VALUE / 2;
    private long lost;
    private boolean checked;
    private boolean refused;

    /** @param folder the run's, which must exist when the first news come */
    public RunLog(Path folder, Clock clock) {
        this.file = folder.resolve(FILE);
        this.clock = clock;
    }

    @Override
    public void accept(RunNews news) {
        if (news instanceof RunNews.Noticed noticed) {
            writeHeld();
            line(notice(noticed.time(), noticed.notice()));
        } else if (news instanceof RunNews.Told told) {
            line(told(told));
        } else if (news instanceof RunNews.Stepped stepped) {
            held = stepped.progress();
            if (clock.millis() - steppedMs >= STEP_MS) {
                writeHeld();
            }
        }
        write();
    }

    /** Writes a step that was held back, so that the last one before an event or the end is there. */
    private void writeHeld() {
        if (held != null) {
            steppedMs = clock.millis();
            line(step(clock.instant(), held));
            held = null;
        }
    }

    static String notice(Instant time, RunNotice notice) {
        StringBuilder text = start(time, notice.type().key());
        if (notice.generation() > 0) {
            text.append("  generation ").append(notice.generation());
        }
        if (notice.step() >= 0) {
            text.append("  step ").append(notice.step());
        }
        if (!notice.worker().isEmpty()) {
            text.append("  worker ").append(notice.worker());
        }
        if (!Double.isNaN(notice.recoverySeconds())) {
            text.append(String.format(Locale.ROOT, "  after %.2f s", notice.recoverySeconds()));
        }
        if (!notice.reason().isEmpty()) {
            text.append("  ").append(oneLine(notice.reason()));
        }
        return text.toString();
    }

    private static String told(RunNews.Told told) {
        StringBuilder text = start(told.time(), told.type());
        if (!told.node().isEmpty()) {
            text.append("  node ").append(told.node());
        }
        return text.append("  ").append(oneLine(told.reason())).toString();
    }

    private static String oneLine(String sentence) {
        return sentence.replace("\r", "").replace("\n", " | ");
    }

    static String step(Instant time, RunProgress step) {
        return start(time, "step")
                .append(String.format(
                        Locale.ROOT,
                        "  step %d  loss %.5f  lr %.3e  grad %.4f  %.0f tok/s  %d workers",
                        step.step(),
                        step.loss(),
                        step.learningRate(),
                        step.gradNorm(),
                        step.tokensPerSecond(),
                        step.workers()))
                .toString();
    }

    private static StringBuilder start(Instant time, String type) {
        return new StringBuilder(time.truncatedTo(ChronoUnit.MILLIS).toString())
                .append("  ")
                .append(String.format(Locale.ROOT, "%-17s", type));
    }

    private void line(String text) {
        if (waiting.size() >= MAX_WAITING) {
            lost++;
            return;
        }
        if (lost > 0) {
            text = text + "  (" + lost + " lines before this one are missing: the disk refused them)";
            lost = 0;
        }
        waiting.add(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private void write() {
        if (waiting.isEmpty()) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.position(channel.size());
            endTornLine(channel);
            while (!waiting.isEmpty()) {
                while (waiting.peekFirst().hasRemaining()) {
                    channel.write(waiting.peekFirst());
                }
                waiting.removeFirst();
            }
            refused = false;
        } catch (IOException e) {
            if (!refused) {
                LOG.error("{} cannot be written, its lines wait: {}", file, e.toString(), e);
            }
            refused = true;
        }
    }

    /** A machine that died amid a line left its beginning. */
    private void endTornLine(FileChannel channel) throws IOException {
        if (checked) {
            return;
        }
        long size = channel.size();
        ByteBuffer last = ByteBuffer.allocate(1);
        if (size > 0 && channel.read(last, size - 1) == 1 && last.get(0) != '\n') {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
        checked = true;
    }
}
