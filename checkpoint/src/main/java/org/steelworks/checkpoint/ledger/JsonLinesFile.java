package org.steelworks.checkpoint.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.digest.CanonicalJson;

/**
 * A file of one JSON object per line that only grows: metrics and events. Opening cuts a torn last line (no line end, or
 * not JSON); a damaged line before it is refused. Owned by one thread; {@link #durableLines} may be read by any.
 */
public final class JsonLinesFile implements Closeable {
    /** Longest line, bytes. */
    public static final int MAX_LINE_BYTES = 1 << 22;

    private static final String STEP = "step";

    private final Store store;
    private final String path;
    private final String name;
    private final String cut;
    private Store.Output out;
    private long wholeBytes;
    private long lines;
    private long lastStep;
    private boolean syncFailed;
    private volatile long durableLines;

    private JsonLinesFile(Store store, String path, Store.Output out, LineScan scan) {
        this.store = store;
        this.path = path;
        this.name = store.describe(path);
        this.out = out;
        this.cut = scan.cut();
        this.wholeBytes = scan.wholeBytes();
        this.lines = scan.lines();
        this.lastStep = scan.lastStep();
    }

    /** What is told of each whole line while a file is opened. */
    interface LineVisitor {
        void line(long number, long offset, ObjectNode line);
    }

    /**
     * Opens or creates a file. What is left of it is forced to the disk first.
     *
     * @param folder folder in the store, created where missing
     */
    public static JsonLinesFile open(Store store, String folder, String file) throws IOException {
        return open(store, folder, file, (number, offset, line) -> {});
    }

    static JsonLinesFile open(Store store, String folder, String file, LineVisitor visitor) throws IOException {
        String path = AtomicPublish.join(folder, file);
        store.makeFolder(folder);
        LineScan scan = new LineScan(store.describe(path), visitor);
        if (store.exists(path)) {
            try (Store.Input in = store.open(path)) {
                scan.read(in);
            }
        }
        Store.Output out = store.append(path, scan.wholeBytes());
        try {
            JsonLinesFile lines = new JsonLinesFile(store, path, out, scan);
            lines.sync();
            store.syncFolder(folder);
            return lines;
        } catch (IOException e) {
            try (out) {
                throw e;
            }
        }
    }

    /**
     * Adds a line; it survives a power cut after the next {@link #sync}.
     *
     * @throws IOException where the disk refused, such as a full one: the file keeps its whole lines, and the same line
     *     may be given again later
     */
    public void append(ObjectNode line) throws IOException {
        byte[] text = (line.toString() + "\n").getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_LINE_BYTES) {
            throw new FormatException(
                    name + ": a line of " + text.length + " bytes exceeds the limit of " + MAX_LINE_BYTES);
        }
        if (out.size() != wholeBytes) {
            cutBrokenLine();
        }
        out.write(ByteBuffer.wrap(text));
        wholeBytes += text.length;
        lines++;
        if (line.path(STEP).isIntegralNumber()) {
            lastStep = Math.max(lastStep, line.path(STEP).longValue());
        }
    }

    /** A write that failed half-way left the start of a line. */
    private void cutBrokenLine() throws IOException {
        out.close();
        out = store.append(path, wholeBytes);
    }

    /** Adds a line with a key {@code step} unless that step, or a later one, is there already; says whether it did. */
    public boolean appendStep(ObjectNode line) throws IOException {
        if (!line.path(STEP).isIntegralNumber()) {
            throw new IllegalArgumentException(name + ": the line has no whole number under key step: " + line);
        }
        if (line.path(STEP).longValue() <= lastStep) {
            return false;
        }
        append(line);
        return true;
    }

    /**
     * Forces all lines to the disk.
     *
     * @throws IOException where that failed; what was written since the last success may be lost without a further
     *     error, so the file must be opened again
     */
    public void sync() throws IOException {
        if (syncFailed) {
            throw new IOException(name + ": forcing it to the disk failed before: open the file again");
        }
        long written = lines;
        syncFailed = true;
        out.sync();
        syncFailed = false;
        durableLines = written;
    }

    /** Lines in the file. */
    public long lines() {
        return lines;
    }

    /** Lines that survive a power cut. */
    public long durableLines() {
        return durableLines;
    }

    /** Largest {@code step} of any line, 0 where there is none. */
    public long lastStep() {
        return lastStep;
    }

    /** What was cut off when the file was opened, or null. */
    public String cut() {
        return cut;
    }

    /** Bytes of the whole lines. */
    long size() {
        return wholeBytes;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Reads one line's object, or fails with the line's number. */
    static ObjectNode parse(String line, String name, long number) {
        if (CanonicalJson.read(line, name + ", line " + number) instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(name + ", line " + number + ": a JSON object was expected");
    }
}
