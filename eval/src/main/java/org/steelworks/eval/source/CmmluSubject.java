package org.steelworks.eval.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A subject of CMMLU, or one of a user's own in its layout.
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

    /** Whether CMMLU has it. */
    public boolean ofCmmlu() {
        return ALL.contains(this);
    }

    /** The subject of that key; one that CMMLU does not have is called by its key and counts for the whole alone. */
    static CmmluSubject of(String key) {
        return ALL.stream()
                .filter(subject -> subject.key.equals(key))
                .findFirst()
                .orElseGet(() -> new CmmluSubject(key, key.replace('_', ' '), List.of()));
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
