package org.steelworks.ops.prepare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * WanJuan's files by language. They lie in {@code LANGUAGE/CATEGORY/FILE}, where the language is CN or EN, or have been unpacked
 * as {@code LANGUAGE_CATEGORY_FILE} the way the original names them. A language becomes a set of documents.
 */
public final class WanjuanLanguages {
    private static final Map<String, String> SETS = Map.of("CN", "_zh", "EN", "_en");

    private WanjuanLanguages() {}

    /**
     * Sets with the files or folders that belong to them; files of no language stay together under {@code name}.
     *
     * @throws IOException when a folder cannot be read
     */
    public static Map<String, List<Path>> of(String name, List<Path> roots) throws IOException {
        Map<String, List<Path>> sets = new TreeMap<>();
        for (Path root : roots) {
            for (Path file : files(root)) {
                Path place = place(file);
                List<Path> paths = sets.computeIfAbsent(name + language(file), set -> new ArrayList<>());
                if (!paths.contains(place)) {
                    paths.add(place);
                }
            }
        }
        return sets.isEmpty() ? Map.of(name, roots) : sets;
    }

    private static List<Path> files(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of(root);
        }
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().contains(".json"))
                    .sorted()
                    .toList();
        }
    }

    /** The folder of the language, so that reports name a file with its category; the file itself where there is none. */
    private static Path place(Path file) {
        Path folder = languageFolder(file);
        return folder == null ? file : folder;
    }

    private static String language(Path file) {
        Path folder = languageFolder(file);
        String name = folder == null ? name(file) : name(folder) + "_";
        return SETS.entrySet().stream()
                .filter(set -> name.startsWith(set.getKey() + "_"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private static Path languageFolder(Path file) {
        Path category = file.toAbsolutePath().normalize().getParent();
        Path folder = category == null ? null : category.getParent();
        return folder != null && SETS.containsKey(name(folder)) ? folder : null;
    }

    private static String name(Path path) {
        return path.getFileName() == null ? "" : path.getFileName().toString();
    }
}
