package org.steelworks.eval.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A subject of CMMLU.
 *
 * @param key name of its files
 * @param name its Chinese name, as prompts have it
 * @param categories that its score counts for
 */
public record CmmluSubject(String key, String name, List<String> categories) {
    private static final String RESOURCE = "/eval/cmmlu-subjects.tsv";
    private static final List<CmmluSubject> ALL = load();

    public CmmluSubject {
        categories = List.copyOf(categories);
    }

    /** All 67, sorted by key. */
    public static List<CmmluSubject> all() {
        return ALL;
    }

    static CmmluSubject of(String key, Path file) throws InvalidTaskData {
        for (CmmluSubject subject : ALL) {
            if (subject.key.equals(key)) {
                return subject;
            }
        }
        throw new InvalidTaskData(file + ": '" + key + "' is no subject of CMMLU; its files are named " + ALL.get(0).key
                + ".csv, " + ALL.get(1).key + ".csv and so on: rename it or take it out");
    }

    private static List<CmmluSubject> load() {
        try (InputStream in = CmmluSubject.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is missing from this build: build it again");
            }
            List<CmmluSubject> subjects = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                String[] fields = line.split("\t", -1);
                subjects.add(new CmmluSubject(fields[0], fields[1], List.of(fields[2].split(",", -1))));
            }
            return List.copyOf(subjects);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
        }
    }
}
