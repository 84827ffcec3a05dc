package org.steelworks.eval.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.Store;

/**
 * Writes {@code OUT/MODEL/results_TIME.json} and {@code samples_TASK_TIME.jsonl}; a file appears complete or not at all.
 * Not thread-safe.
 */
public final class ResultsWriter {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSSSSS", Locale.ROOT);

    private final Path out;
    private final Store store;
    private final String folder;
    private final String stamp;

    private ResultsWriter(Path out, String folder, String stamp) {
        this.out = out;
        this.store = new DirectoryStore(out);
        this.folder = folder;
        this.stamp = stamp;
    }

    /** A writer whose files all carry the present time. */
    public static ResultsWriter of(Path out, String model, Clock clock) throws IOException {
        ResultsWriter writer = new ResultsWriter(
                out, sanitised(model), LocalDateTime.now(clock).format(STAMP));
        writer.store.makeFolder(writer.folder);
        return writer;
    }

    /** A model's name as lm-eval makes it a folder's name. */
    static String sanitised(String model) {
        return model.replaceAll("[\"<>:/|\\\\?*\\[\\]]+", "__");
    }

    /** Writes one line per sample. */
    public Path samples(String task, List<ObjectNode> samples) throws IOException {
        StringBuilder text = new StringBuilder();
        samples.forEach(sample -> text.append(sample).append('\n'));
        return write("samples_" + task + "_" + stamp + ".jsonl", text.toString());
    }

    /** Writes the scores. */
    public Path results(ObjectNode results) throws IOException {
        return write("results_" + stamp + ".json", results.toPrettyString() + "\n");
    }

    private Path write(String name, String text) throws IOException {
        String path = AtomicPublish.join(folder, name);
        String temporary = path + ".tmp";
        try (Store.Output file = store.create(temporary)) {
            file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            file.sync();
        }
        store.rename(temporary, path);
        store.syncFolder(folder);
        return out.resolve(folder).resolve(name);
    }
}
