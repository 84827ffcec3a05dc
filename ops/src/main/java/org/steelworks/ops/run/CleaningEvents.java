package org.steelworks.ops.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is told of a cleaning in its job's {@code events.jsonl}, all but how far it is. There are few, so each is
 * forced to disk. A disk that refuses stops no cleaning: lines wait, bounded, for the next one. Used by one thread, which
 * it blocks.
 */
public final class CleaningEvents implements Consumer<RunNews>, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(CleaningEvents.class);
    private static final long LOCK_WAIT_NS = TimeUnit.SECONDS.toNanos(15);

    private final Path dir;
    private final FolderLock lock;
    private final EventFile events;
    private boolean refused;

    private CleaningEvents(Path dir, FolderLock lock, EventFile events) {
        this.dir = dir;
        this.lock = lock;
        this.events = events;
    }

    /**
     * Takes the folder, waiting for an owner that is about to close.
     *
     * @param dir of the job; created where it is missing
     * @param fence fencing number of the scheduler; one that is replaced writes nothing any more
     * @throws IOException where another keeps the folder, a newer one had it, or the file cannot be used
     */
    public static CleaningEvents open(Path dir, long fence) throws IOException {
        Files.createDirectories(dir);
        FolderLock lock = FolderLock.take(dir, fence, LOCK_WAIT_NS);
        try {
            return new CleaningEvents(dir, lock, EventFile.open(dir));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public void accept(RunNews news) {
        if (news instanceof RunNews.Told told && !told.type().equals(RunNews.Told.PROGRESS)) {
            events.add(EventFile.line(told.time(), told.type(), null, told.node(), -1, told.reason()));
            write();
        }
    }

    private void write() {
        try {
            lock.check();
            while (events.waiting() > 0) {
                events.writeNext();
            }
            events.sync();
            refused = false;
        } catch (IOException e) {
            if (!refused) {
                LOG.error("{} cannot be written, its lines wait: {}", dir.resolve(EventFile.FILE), e.toString(), e);
            }
            refused = true;
        }
    }

    /** Writes what waits and lets the folder go. */
    @Override
    public void close() throws IOException {
        try (lock;
                events) {
            write();
        }
    }
}
