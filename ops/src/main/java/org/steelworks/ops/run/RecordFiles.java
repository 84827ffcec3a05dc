package org.steelworks.ops.run;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.checkpoint.ledger.JsonLinesFile;
import org.steelworks.checkpoint.ledger.StepLedgerFile;
import org.steelworks.checkpoint.policy.FlushSchedule;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.run.RunPorts;
import org.steelworks.core.run.RunProgress;
import org.steelworks.core.run.machine.RunNotice;

/**
 * Ledger, metrics and events of a run on disk. Owned by one thread. A disk that refuses (such as a full one) loses
 * nothing: what could not be written stays queued, bounded, and is tried again with the next group.
 */
final class RecordFiles implements Closeable {
    static final String METRICS = "metrics.jsonl";
    /** Steps that may wait for a disk that refuses them. */
    static final int MAX_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(RecordFiles.class);

    /** A step with what the metrics say of it besides. */
    record Waiting(StableStep step, int workers, long generation, double peakFlops) {
        Decision decision() {
            return step.decision();
        }

        double seconds() {
            return step.seconds();
        }
    }

    private final StepLines lines;
    private final FolderLock lock;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final StepLedgerFile ledger;
    private final JsonLinesFile metrics;
    private final EventFile events;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int unforced;
    private long oldestNs;
    private String refusal = "";
    private RunProgress newest;
    private long reached;
    private long reachedDurable;
    private String differs;

    private RecordFiles(
            RunFolder folder,
            FolderLock lock,
            Clock clock,
            LongSupplier nanoTime,
            StepLedgerFile ledger,
            JsonLinesFile metrics,
            EventFile events) {
        this.lines = new StepLines(folder);
        this.lock = lock;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.ledger = ledger;
        this.metrics = metrics;
        this.events = events;
    }

    static RecordFiles open(RunFolder folder, FolderLock lock, Clock clock, LongSupplier nanoTime) throws IOException {
        DirectoryStore store = new DirectoryStore(folder.dir());
        StepLedgerFile ledger = StepLedgerFile.open(store, "");
        JsonLinesFile metrics = JsonLinesFile.open(store, "", METRICS);
        EventFile events = EventFile.open(folder.dir());
        RecordFiles files = new RecordFiles(folder, lock, clock, nanoTime, ledger, metrics, events);
        files.stepBackTo(files.recorded());
        return files;
    }

    /**
     * Last step that ledger and metrics both have. A crash between the two leaves the ledger one group ahead: its steps
     * are then recorded again, compared with the ledger and added to the metrics.
     */
    long recorded() {
        return Math.min(ledger.lastStep(), metrics.lastStep());
    }

    /** Fails where a newer coordinator owns the folder. */
    void requireOwner() throws IOException {
        lock.check();
    }

    /** Last step that the ledger has. */
    long inLedger() {
        return ledger.lastStep();
    }

    /** Last step of the present history that is on disk; behind {@link #recorded} while the run replays. */
    long reached() {
        return unforced == 0 ? reached : Math.min(reached, reachedDurable);
    }

    /** The run goes on from {@code step}, replaying what the ledger has beyond it. */
    void stepBackTo(long step) {
        reached = step;
        reachedDurable = step;
    }

    /** Why the run must not go on, or null: a step does not repeat the ledger. */
    String differs() {
        return differs;
    }

    /** Why steps and events wait in memory, or empty: the disk takes them. */
    String waitingBecause() {
        return refusal;
    }

    /** The newest step on disk in this life, or null. */
    RunProgress newest() {
        return newest;
    }

    /** Writes a step, or keeps it for later where the disk refuses. */
    void add(Waiting step) throws IOException {
        if (waiting.size() >= MAX_WAITING) {
            throw new IOException(
                    "the disk refused " + MAX_WAITING + " steps in a row: free space, then resume the run");
        }
        waiting.add(step);
        write();
    }

    void add(RunNotice notice) {
        events.add(StepLines.event(clock.instant(), notice));
        write();
    }

    /** Whether a group is due. */
    FlushSchedule.Decision due(FlushSchedule schedule) {
        int count = unforced + waiting.size() + events.waiting();
        return schedule.decide(count, count == 0 ? 0 : nanoTime.getAsLong() - oldestNs);
    }

    /**
     * Writes what waits and forces everything to disk.
     *
     * @throws IOException where forcing failed: the files must be opened again
     */
    void flush() throws IOException {
        write();
        lock.check();
        oldestNs = nanoTime.getAsLong();
        if (unforced > 0) {
            ledger.sync();
            metrics.sync();
            events.sync();
            unforced = 0;
            reachedDurable = reached;
        }
    }

    private void write() {
        if (unforced == 0 && waiting.size() + events.waiting() == 1) {
            oldestNs = nanoTime.getAsLong();
        }
        try {
            while (differs == null && !waiting.isEmpty()) {
                writeStep(waiting.peekFirst());
                waiting.removeFirst();
                unforced++;
            }
            while (events.waiting() > 0) {
                events.writeNext();
                unforced++;
            }
            refusal = "";
        } catch (IOException e) {
            if (refusal.isEmpty()) {
                LOG.error("steps and events wait for a disk that refuses them: {}", e.getMessage());
            }
            refusal = "its files cannot be written (" + e.getMessage() + "): free space; what waits is then written";
        }
    }

    private void writeStep(Waiting step) throws IOException {
        Decision decision = step.decision();
        if (ledger.record(lines.record(decision)) instanceof StepLedgerFile.Differs found) {
            differs = found.reason();
            return;
        }
        metrics.appendStep(lines.metrics(step));
        reached = decision.step();
        newest = new RunProgress(
                decision.step(),
                decision.loss(),
                decision.learningRate(),
                decision.gradNorm(),
                lines.tokensPerSecond(step.seconds()),
                step.workers(),
                step.generation());
    }

    /** What a stage that waits for {@code step} is told, or null while it has to wait. */
    RunPorts.Outcome outcome(long step) {
        if (differs != null) {
            return new RunPorts.Differs(differs);
        }
        boolean durable = newest != null && newest.step() >= step && reached() >= step;
        return durable ? new RunPorts.Durable(newest) : null;
    }

    @Override
    public void close() throws IOException {
        try (lock;
                events;
                metrics;
                ledger) {
            flush();
        }
    }
}
