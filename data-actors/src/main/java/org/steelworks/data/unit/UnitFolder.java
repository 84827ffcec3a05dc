package org.steelworks.data.unit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the outputs of units lie until all are done: a folder beside the results, removed with the last of them. Each plan
 * has its own, and each attempt at a unit writes under names of its own, so that a node which was paused and comes back
 * after its unit was given to another can spoil nothing.
 */
public record UnitFolder(Path folder) {
    private static final Pattern NAME = Pattern.compile("\\.prepare-[0-9a-f]{32}(\\.gone)?");
    private static final String GONE = ".gone";
    private static final String ASIDE = ".aside";
    private static final String OWNER = "owner-";

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

    /** The folder of the plan with this digest, beside the results in {@code out}. */
    public static UnitFolder of(Path out, String planDigest) {
        return new UnitFolder(out.resolve(".prepare-" + planDigest));
    }

    /** Removes the folders of all other plans beside this one. */
    public void removeOthers() throws IOException {
        Path own = folder.toAbsolutePath();
        for (Path path : list(own.getParent())) {
            if (NAME.matcher(path.getFileName().toString()).matches() && !path.equals(own)) {
                delete(path);
            }
        }
    }

    /**
     * Makes a coordinator the one whose orders count: takes the folder from an earlier one, and removes what attempts of
     * its time left unfinished.
     */
    public void own(String owner) throws IOException {
        for (Path path : list(folder)) {
            String name = path.getFileName().toString();
            if (name.startsWith(OWNER) || name.endsWith(ASIDE)) {
                Files.deleteIfExists(path);
            }
        }
        Files.createFile(folder.resolve(OWNER + owner));
    }

    /** Whether the folder is here and {@link #own owned} by that coordinator. */
    public boolean isOwnedBy(String owner) {
        return Files.exists(folder.resolve(OWNER + owner));
    }

    /** The unit's file of that part, complete when it exists. */
    public Path part(int unit, Part part) {
        return folder.resolve("unit-%08d.%s.%s".formatted(unit, part.name().toLowerCase(Locale.ROOT), part.ending));
    }

    /** The same while an attempt writes it. */
    public Path aside(int unit, Part part, String attempt) {
        return folder.resolve("unit-%08d.%s.%s".formatted(unit, part.name().toLowerCase(Locale.ROOT), attempt) + ASIDE);
    }

    Path ledger() {
        return folder.resolve("units.jsonl");
    }

    /** Removes the folder and all in it; whoever still works in it finds it gone at once. */
    public void remove() throws IOException {
        Path gone = folder.resolveSibling(folder.getFileName() + GONE);
        delete(gone);
        if (Files.exists(folder)) {
            Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
            delete(gone);
        }
    }

    private static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(root)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.toList();
        }
    }
}
