package org.steelworks.eval.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.steelworks.checkpoint.ledger.JsonLinesFile;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.digest.CanonicalJson;

/**
 * Samples that are done, one line each, kept until the results are published. The name says which weights and settings
 * they belong to, so that other evaluations into the same folder do not disturb them; a sample counts only if its prompt
 * is the same. Not thread-safe.
 */
public final class SampleJournal implements Closeable {
    /** Folder of journals in the folder of results. */
    public static final String FOLDER = ".journal";

    private record Key(String task, long sample) {}

    private final Path file;
    private final JsonLinesFile lines;
    private final Map<Key, ObjectNode> done;

    private SampleJournal(Path file, JsonLinesFile lines, Map<Key, ObjectNode> done) {
        this.file = file;
        this.lines = lines;
        this.done = done;
    }

    /**
     * Opens the journal of one evaluation; a torn last line is cut.
     *
     * @param identity hexadecimal digest of all that decides on the numbers
     */
    public static SampleJournal open(Path results, String identity) throws IOException {
        String name = identity + ".jsonl";
        JsonLinesFile lines = JsonLinesFile.open(new DirectoryStore(results), FOLDER, name);
        Path file = results.resolve(FOLDER).resolve(name);
        try {
            return new SampleJournal(file, lines, read(file));
        } catch (IOException | RuntimeException e) {
            try (lines) {
                throw e;
            }
        }
    }

    private static Map<Key, ObjectNode> read(Path file) throws IOException {
        Map<Key, ObjectNode> done = new HashMap<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode entry = CanonicalJson.read(line, file.toString());
                if (entry.path("sample") instanceof ObjectNode sample) {
                    done.put(
                            new Key(
                                    entry.path("task").asText(),
                                    sample.path("doc_id").asLong()),
                            sample);
                }
            }
        }
        return done;
    }

    /** The sample as it was recorded, if it was, with the same prompt. */
    public Optional<ObjectNode> find(String task, long sample, String promptHash) {
        ObjectNode found = done.get(new Key(task, sample));
        return found != null && found.path("prompt_hash").asText().equals(promptHash)
                ? Optional.of(found)
                : Optional.empty();
    }

    /** Records a sample; it survives the end of this process. */
    public void add(String task, ObjectNode sample) throws IOException {
        ObjectNode entry = JsonNodeFactory.instance.objectNode();
        entry.put("task", task).set("sample", sample);
        lines.append(entry);
    }

    /** Samples found when it was opened. */
    public long found() {
        return done.size();
    }

    /** Removes the journal: its samples are published. */
    public void remove() throws IOException {
        lines.close();
        Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
