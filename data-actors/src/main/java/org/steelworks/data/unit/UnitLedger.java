package org.steelworks.data.unit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says which units of a plan are done and what came of them. An append-only file: first the plan's digest, then a line
 * per unit, forced to disk after the unit's files. A torn last line is cut; a ledger of another plan is put away with
 * all outputs. One writer; not thread-safe.
 */
public final class UnitLedger {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final UnitFolder folder;
    private final UnitStore store;
    private final Map<Integer, UnitTally> done = new TreeMap<>();

    /** First line of the file. */
    private record Head(String plan) {}

    /** Every other line. */
    private record Entry(int unit, UnitTally tally) {}

    private UnitLedger(UnitFolder folder, UnitStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** The ledger of the plan with this digest, begun where there is none. */
    public static UnitLedger open(UnitFolder folder, String planDigest, UnitStore store) throws IOException {
        UnitLedger ledger = new UnitLedger(folder, store);
        List<String> lines = readWholeLines(folder.ledger());
        if (lines.isEmpty() || !JSON.readValue(lines.get(0), Head.class).plan().equals(planDigest)) {
            folder.remove();
            Files.createDirectories(folder.folder());
            store.append(folder.ledger(), JSON.writeValueAsString(new Head(planDigest)));
            return ledger;
        }
        for (String line : lines.subList(1, lines.size())) {
            Entry entry = JSON.readValue(line, Entry.class);
            ledger.done.put(entry.unit(), entry.tally());
        }
        return ledger;
    }

    /** Units done, by number. */
    public Map<Integer, UnitTally> done() {
        return Collections.unmodifiableMap(done);
    }

    /** Records that the unit's files are in place. */
    public void append(int unit, UnitTally tally) throws IOException {
        store.append(folder.ledger(), JSON.writeValueAsString(new Entry(unit, tally)));
        done.put(unit, tally);
    }

    private static List<String> readWholeLines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        if (end < bytes.length) {
            try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
                torn.setLength(end);
            }
        }
        List<String> lines = new ArrayList<>();
        for (String line : new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n")) {
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        checkJson(file, lines);
        return lines;
    }

    private static void checkJson(Path file, List<String> lines) throws IOException {
        for (int i = 0; i < lines.size(); i++) {
            try {
                JSON.readTree(lines.get(i));
            } catch (JsonProcessingException e) {
                throw new IOException(
                        file + " line " + (i + 1) + " is damaged (" + e.getOriginalMessage() + "); remove the folder "
                                + file.getParent() + " to clean everything again",
                        e);
            }
        }
    }
}
