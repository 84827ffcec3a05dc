package org.steelworks.ops.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The output folder of a cleaning, while it goes on and behind it. */
record CleaningFolder(Path out) {
    /** How many units are in place; none once the result is published. */
    long unitsDone() {
        try (Stream<Path> all = Files.walk(out)) {
            return all.filter(path -> path.getFileName().toString().endsWith(".documents.jsonl"))
                    .count();
        } catch (IOException | UncheckedIOException e) {
            // files come and go while they are listed
            return 0;
        }
    }

    boolean isPublished() {
        return Files.exists(out.resolve("report.json"));
    }

    /** SHA-256 of every file of the result by its name; the report, which has times, and the lock left out. */
    Map<String, String> digests() throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (!name.equals(".prepare.lock") && !name.equals("report.json")) {
                    digests.put(name, HexFormat.of().formatHex(sha256(file)));
                }
            }
        }
        return digests;
    }

    private static byte[] sha256(Path file) throws IOException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
