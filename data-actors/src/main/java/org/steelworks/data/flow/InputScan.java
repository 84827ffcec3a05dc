package org.steelworks.data.flow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.steelworks.data.raw.Container;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;
import org.steelworks.data.unit.InputFile;
import org.steelworks.data.unit.InputSet;

/**
 * Finds the raw files of the input sets, sorted by name within a path, and decides on their formats.
 *
 * @param files in the order of the output
 * @param notes files that were passed over, and why
 */
record InputScan(List<InputFile> files, List<String> notes) {
    /** Files that a failure names. */
    private static final int NAMED = 3;

    /** @param longest longest record read, in bytes */
    static InputScan of(List<InputSet> sets, ReadingRules rules, int longest) {
        List<InputFile> files = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int set = 0; set < sets.size(); set++) {
            int before = files.size();
            List<String> passedOver = new ArrayList<>();
            for (Path root : sets.get(set).paths()) {
                scan(set, sets.get(set), rules, longest, root, files, passedOver);
            }
            if (files.size() == before) {
                throw nothingIn(sets.get(set), rules, passedOver);
            }
            notes.addAll(passedOver);
        }
        return new InputScan(List.copyOf(files), List.copyOf(notes));
    }

    private static PrepareFailure nothingIn(InputSet set, ReadingRules rules, List<String> passedOver) {
        List<String> first = passedOver.subList(0, Math.min(NAMED, passedOver.size()));
        int more = passedOver.size() - first.size();
        return new PrepareFailure("input set \"" + set.name() + "\": nothing to read in " + set.paths()
                + (first.isEmpty()
                        ? ""
                        : " (" + String.join("; ", first) + (more > 0 ? "; " + more + " more" : "") + ")")
                + "; give a file of that format, or a folder with files that "
                + NameRule.of(set.format(), rules).described());
    }

    private static void scan(
            int set,
            InputSet inputs,
            ReadingRules rules,
            int longest,
            Path root,
            List<InputFile> files,
            List<String> notes) {
        try {
            for (Path path : candidates(root, NameRule.of(inputs.format(), rules), notes)) {
                String source = (Files.isDirectory(root) ? root.relativize(path) : path.getFileName())
                        .toString()
                        .replace('\\', '/');
                long bytes = Files.size(path);
                if (bytes == 0) {
                    notes.add(path + " is empty");
                    continue;
                }
                RawFormat format = inputs.format() == RawFormat.AUTO
                        ? new FormatScan(source, path, inputs.textField(), longest).format()
                        : inputs.format();
                Container container = Container.of(source, path, format, rules);
                long modifiedMs = Files.getLastModifiedTime(path).toMillis();
                files.add(new InputFile(set, source, path, bytes, modifiedMs, format, container));
            }
        } catch (NoSuchFileException e) {
            throw new PrepareFailure(
                    "input set \"" + inputs.name() + "\": " + e.getFile() + " does not exist; check the path", e);
        } catch (IOException e) {
            throw new PrepareFailure(
                    "input set \"" + inputs.name() + "\": " + root + " cannot be read (" + e
                            + "); check that the path and its permissions are right",
                    e);
        }
    }

    private static List<Path> candidates(Path root, NameRule names, List<String> notes) throws IOException {
        if (!Files.exists(root)) {
            throw new NoSuchFileException(root.toString());
        }
        if (Files.isRegularFile(root)) {
            return List.of(root);
        }
        List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                if (names.takes(path.getFileName().toString())) {
                    found.add(path);
                } else {
                    notes.add(path + " was passed over: its name does not " + names.described());
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparing(path -> root.relativize(path).toString().replace('\\', '/')));
        notes.sort(Comparator.naturalOrder());
        return found;
    }
}
