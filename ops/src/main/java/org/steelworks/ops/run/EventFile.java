package org.steelworks.ops.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.checkpoint.ledger.JsonLinesFile;
import org.steelworks.checkpoint.store.DirectoryStore;

/**
 * {@code events.jsonl} of a job: what happened, a line each. Lines wait, bounded, for a disk that refuses them. Owned by one
 * thread.
 */
final class EventFile implements Closeable {
    static final String FILE = "events.jsonl";
    /** Events that may wait; then the oldest is given up. */
    static final int MAX_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(EventFile.class);

    private final JsonLinesFile file;
    private final Deque<ObjectNode> waiting = new ArrayDeque<>();

    private EventFile(JsonLinesFile file) {
        this.file = file;
    }

    /** Opens or creates it; as {@link JsonLinesFile#open}. */
    static EventFile open(Path dir) throws IOException {
        return new EventFile(JsonLinesFile.open(new DirectoryStore(dir), "", FILE));
    }

    /**
     * A line with the keys that every event has.
     *
     * @param generation null where it concerns none
     * @param worker worker or data node concerned, or empty
     * @param step step concerned, or -1
     * @param reason one sentence
     */
    static ObjectNode line(Instant time, String type, Long generation, String worker, long step, String reason) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("time", time.toString());
        line.put("type", type);
        line.put("generation", generation);
        line.put("worker", worker.isEmpty() ? null : worker);
        line.put("step", step < 0 ? null : (Long) step);
        line.put("reason", reason);
        return line;
    }

    void add(ObjectNode line) {
        if (waiting.size() >= MAX_WAITING) {
            waiting.removeFirst();
            LOG.warn("more than {} events wait for the disk, the oldest is given up", MAX_WAITING);
        }
        waiting.add(line);
    }

    /** Lines that are not in the file yet. */
    int waiting() {
        return waiting.size();
    }

    /** Writes the oldest that waits; it goes on waiting where the disk refuses. */
    void writeNext() throws IOException {
        file.append(waiting.element());
        waiting.remove();
    }

    /** Forces what is written to the disk; as {@link JsonLinesFile#sync}. */
    void sync() throws IOException {
        file.sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
