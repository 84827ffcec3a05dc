package org.steelworks.data.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Where the outputs of units lie until all are done: a folder beside the results, removed with the last of them. */
public record UnitFolder(Path folder) {
    /** What a unit writes. */
    public enum Part {
        DOCUMENTS("jsonl"),
        QUARANTINE("jsonl"),
        TRACE("jsonl"),
        /** Of the kept documents, for deduplication. */
        SIGNATURES("longs"),
        /** What the operators did, one JSON object. */
        EVIDENCE("json");

        private final String ending;

        Part(String ending) {
            this.ending = ending;
        }
    }

    /** The unit's file of that part, complete when it exists. */
    public Path part(int unit, Part part) {
        return folder.resolve("unit-%08d.%s.%s".formatted(unit, part.name().toLowerCase(Locale.ROOT), part.ending));
    }

    /** The same while it is being written. */
    public Path aside(int unit, Part part) {
        return folder.resolve("unit-%08d.%s.aside".formatted(unit, part.name().toLowerCase(Locale.ROOT)));
    }

    Path ledger() {
        return folder.resolve("units.jsonl");
    }

    /** Removes the folder and all in it. */
    public void remove() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
