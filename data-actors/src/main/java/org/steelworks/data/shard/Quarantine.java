package org.steelworks.data.shard;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.data.document.Reject;

/** Keeps every row that became no document: all of them in {@code quarantine.jsonl}, the first ones in memory. */
final class Quarantine implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;
    private final List<Reject> first = new ArrayList<>();
    private BufferedWriter writer;
    private long count;

    Quarantine(Path folder) {
        this.file = folder.resolve("quarantine.jsonl");
    }

    void add(Reject reject) {
        count++;
        if (first.size() < PackReport.FIRST_REJECTS) {
            first.add(reject);
        }
        ObjectNode row = JSON.createObjectNode();
        row.put("source", reject.source()).put("line", reject.line());
        row.put("reason", reject.reason()).put("excerpt", reject.excerpt());
        try {
            if (writer == null) {
                writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
            }
            writer.write(row + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": a bad row cannot be recorded", e);
        }
    }

    long count() {
        return count;
    }

    List<Reject> first() {
        return List.copyOf(first);
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }
}
