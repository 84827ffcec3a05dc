package org.steelworks.data.dedup;

import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.clean.dedup.ExactDeduplicator;

/** A process that searches signatures for duplicates and prints how many there are. */
final class SmallHeap {
    private SmallHeap() {}

    /** @param arguments file of signatures, documents in it, folder for temporary files */
    public static void main(String[] arguments) throws Exception {
        List<Deduplicator> exact = List.of(new ExactDeduplicator(false, false));
        try (Duplicates duplicates = DuplicateSearch.run(
                List.of(Path.of(arguments[0])),
                new long[] {Long.parseLong(arguments[1])},
                exact,
                Path.of(arguments[2]),
                1 << 18,
                1)) {
            System.out.println(duplicates.count(1));
        }
    }
}
