package org.steelworks.data.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.data.clean.Deduplicator;

/** Runs searches over a few texts. */
final class Searches {
    private Searches() {}

    /** Which texts stay, for any number of threads; their signatures lie in two files. */
    static List<Boolean> kept(List<String> texts, List<Deduplicator> deduplicators, Path folder, int memoryLongs)
            throws IOException {
        List<Boolean> kept = kept(texts, deduplicators, folder, memoryLongs, 1);
        for (int threads : new int[] {2, 7, 100}) {
            assertThat(kept(texts, deduplicators, folder, memoryLongs, threads))
                    .as("with %d threads", threads)
                    .isEqualTo(kept);
        }
        return kept;
    }

    private static List<Boolean> kept(
            List<String> texts, List<Deduplicator> deduplicators, Path folder, int memoryLongs, int threads)
            throws IOException {
        int half = texts.size() / 2;
        List<Path> files = List.of(
                write(folder.resolve("a"), texts.subList(0, half), deduplicators),
                write(folder.resolve("b"), texts.subList(half, texts.size()), deduplicators));
        long[] all = {texts.size()};
        try (Duplicates duplicates = DuplicateSearch.run(files, all, deduplicators, folder, memoryLongs, threads)) {
            List<Boolean> kept = new ArrayList<>();
            for (int i = 0; i < texts.size(); i++) {
                kept.add(duplicates.droppedBy(i) == 0);
            }
            return kept;
        }
    }

    /** A file of the texts' signatures; a text's index is its place among them. */
    static Path write(Path file, List<String> texts, List<Deduplicator> deduplicators) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i);
                out.write(Signatures.record(
                        i, deduplicators.stream().map(d -> d.signature(text)).toList()));
            }
        }
        return file;
    }
}
