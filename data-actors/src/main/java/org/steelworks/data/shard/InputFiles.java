package org.steelworks.data.shard;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The jsonl files behind the given files and folders, in an order that does not depend on where the folders lie.
 *
 * @param files sorted by name
 * @param notes files that were passed over, and why
 */
record InputFiles(List<Input> files, List<String> notes) {
    private static final List<String> ENDINGS = List.of(".jsonl", ".jsonl.gz", ".jsonl.zst");
    /** What cleaning, and the job that it is, write beside documents. */
    private static final Set<String> NOT_DOCUMENTS = Set.of("quarantine.jsonl", "trace.jsonl", "events.jsonl");

    /**
     * One file.
     *
     * @param name relative to the folder it was found in, with forward slashes
     */
    record Input(String name, Path path, long bytes) {

        /** Its bytes, unpacked. {@code counted} is what is read from disk. */
        InputStream open(CountingInput counted) throws IOException {
            if (name.endsWith(".gz")) {
                return new GZIPInputStream(counted, 1 << 16);
            }
            return name.endsWith(".zst") ? new ZstdInputStream(counted) : counted;
        }

        CountingInput openRaw() throws IOException {
            return new CountingInput(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
        }
    }

    static InputFiles find(List<Path> roots) throws IOException {
        List<Input> found = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Set<Path> seen = new HashSet<>();
        for (Path root : roots) {
            if (!Files.exists(root)) {
                throw new NoSuchFileException(
                        root + ": there is no such file or folder; check the path given with --in");
            }
            for (Path file : candidates(root, notes)) {
                if (seen.add(file.toRealPath())) {
                    Path relative = Files.isDirectory(root) ? root.relativize(file) : root.getFileName();
                    found.add(new Input(relative.toString().replace('\\', '/'), file, Files.size(file)));
                }
            }
        }
        if (found.isEmpty()) {
            throw new NoSuchFileException("no *.jsonl, *.jsonl.gz or *.jsonl.zst file in " + roots
                    + ": give --in a file or folder with one JSON object a line");
        }
        found.sort(Comparator.comparing(Input::name, InputFiles::byCodePoint)
                .thenComparing(input -> input.path().toString(), InputFiles::byCodePoint));
        return new InputFiles(List.copyOf(found), List.copyOf(notes));
    }

    private static List<Path> candidates(Path root, List<String> notes) throws IOException {
        if (Files.isRegularFile(root)) {
            return List.of(root);
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile).sorted()::iterator) {
                String name = file.getFileName().toString();
                if (NOT_DOCUMENTS.contains(name)) {
                    notes.add(file + " was passed over: cleaning writes it beside its documents");
                } else if (ENDINGS.stream().anyMatch(name::endsWith)) {
                    files.add(file);
                }
            }
        }
        return files;
    }

    long bytes() {
        return files.stream().mapToLong(Input::bytes).sum();
    }

    /** Python's order of strings. */
    private static int byCodePoint(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int x = a.codePointAt(i);
            int y = b.codePointAt(j);
            if (x != y) {
                return Integer.compare(x, y);
            }
            i += Character.charCount(x);
            j += Character.charCount(y);
        }
        return Integer.compare(a.length() - i, b.length() - j);
    }
}
