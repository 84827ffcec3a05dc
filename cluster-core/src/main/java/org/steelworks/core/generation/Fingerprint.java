package org.steelworks.core.generation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the bits of a run depend on besides recipe and data: library build, device kind, threads, kernels, precision,
 * micro-batch shape. Workers of one run have equal fingerprints.
 *
 * @param items names and values, sorted by name
 */
public record Fingerprint(Map<String, String> items) {
    public Fingerprint {
        items = java.util.Collections.unmodifiableMap(new TreeMap<>(items));
    }

    /** One sentence naming the first item that differs, or nothing where all are equal. */
    public Optional<String> difference(Fingerprint other) {
        TreeMap<String, String> names = new TreeMap<>(items);
        names.putAll(other.items);
        for (String name : names.keySet()) {
            String mine = items.get(name);
            String theirs = other.items.get(name);
            if (mine == null || !mine.equals(theirs)) {
                return Optional.of("fingerprint item '" + name + "' is '" + theirs + "', the run has '" + mine + "'");
            }
        }
        return Optional.empty();
    }
}
