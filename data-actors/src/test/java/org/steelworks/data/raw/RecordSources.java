package org.steelworks.data.raw;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads whole sources for tests. */
final class RecordSources {
    private RecordSources() {}

    static Path resource(String name) {
        try {
            return Path.of(RecordSources.class.getResource("/raw/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    static List<RawLine> all(RecordSource source) throws IOException {
        List<RawLine> records = new ArrayList<>();
        try (source) {
            for (RawLine record = source.next(); record != null; record = source.next()) {
                records.add(record);
            }
        }
        return records;
    }

    static List<RawLine> all(Path file, Container container, ReadingRules rules, String... columns) throws IOException {
        return all(OpenRecords.open(
                        file, file.getFileName().toString(), container, List.of(columns), Reading.whole(1 << 20, rules))
                .records());
    }

    static List<String> texts(List<RawLine> records) {
        return records.stream().map(record -> new String(record.bytes(), UTF_8)).toList();
    }

    static List<String> problems(List<RawLine> records) {
        return records.stream()
                .map(RawLine::problem)
                .filter(problem -> !problem.isEmpty())
                .toList();
    }
}
