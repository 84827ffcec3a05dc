package org.steelworks.data.flow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.data.unit.UnitStore;

/** The files of a result: written aside one by one, then given their names one after the other. Not thread-safe. */
final class ResultFiles {
    private final Path folder;
    private final UnitStore store;
    private final List<Ready> ready = new ArrayList<>();

    /** A file that is complete and waits for its name. */
    private record Ready(Path aside, String name, long bytes, DigestedOutput digested) {}

    /** What is in a file. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @param folder where files lie until they have their names */
    ResultFiles(Path folder, UnitStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** @param name that the file will have */
    void write(String name, Content content) throws IOException {
        Path aside = folder.resolve(name + ".whole");
        DigestedOutput out = new DigestedOutput(store.create(aside));
        try (out) {
            content.writeTo(out);
        }
        ready.add(new Ready(aside, name, Files.size(aside), out));
    }

    /** Those written, in order. */
    List<PrepareReport.Output> outputs() {
        return ready.stream()
                .map(file -> new PrepareReport.Output(file.name, file.bytes, file.digested.digest()))
                .toList();
    }

    /** Gives all files their names in {@code out}. */
    void publish(Path out) throws IOException {
        for (Ready file : ready) {
            store.publish(file.aside, out.resolve(file.name));
        }
    }
}
