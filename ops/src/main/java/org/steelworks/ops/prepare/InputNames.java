package org.steelworks.ops.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.TextField;
import org.steelworks.data.unit.InputSet;

/** Input sets and their names, made of the paths that a user gives: each becomes the name of a file of documents. */
public final class InputNames {
    private static final int LONGEST = 80;
    private static final Set<String> TAKEN = Set.of("quarantine", "trace", "report", "events");

    private InputNames() {}

    /** One name per path, all different: the last part without endings, where needed with a number behind it. */
    public static List<String> of(List<Path> paths) {
        Set<String> used = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (Path path : paths) {
            String base = base(path);
            String name = base;
            for (int number = 2; !used.add(name); number++) {
                name = base + "-" + number;
            }
            names.add(name);
        }
        return names;
    }

    /** One set per path, all with one recipe. */
    public static List<InputSet> sets(
            List<Path> paths, RawFormat format, TextField textField, CleaningRecipe cleaning) {
        List<String> names = of(paths);
        List<InputSet> sets = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            sets.add(new InputSet(
                    names.get(i), List.of(paths.get(i)), format, textField, cleaning.operators(), cleaning.digest()));
        }
        return sets;
    }

    private static String base(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String plain = (last == null ? "" : last.toString())
                .replaceFirst("(\\.(jsonl|json|txt|parquet))?(\\.tar)?(\\.(gz|zst|tgz))?$", "")
                .replaceAll("[^A-Za-z0-9._-]+", "-")
                .replaceFirst("^[^A-Za-z0-9]+", "");
        String name = plain.substring(0, Math.min(LONGEST, plain.length()));
        return name.isEmpty() || TAKEN.contains(name) ? "documents" + (name.isEmpty() ? "" : "-" + name) : name;
    }
}
