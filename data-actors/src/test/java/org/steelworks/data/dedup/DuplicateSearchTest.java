package org.steelworks.data.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.clean.Deduplicator;
import org.steelworks.data.clean.Likeness;
import org.steelworks.data.clean.dedup.Comparison;
import org.steelworks.data.clean.dedup.ExactDeduplicator;
import org.steelworks.data.clean.dedup.MinHashBands;
import org.steelworks.data.clean.dedup.MinHashDeduplicator;

final class DuplicateSearchTest {
    @TempDir
    private Path folder;

    /** A text is its signature: hexadecimal longs. */
    private record Literal(int signatureLongs, Likeness likeness) implements Deduplicator {
        @Override
        public String name() {
            return "literal";
        }

        @Override
        public long[] signature(String text) {
            return Arrays.stream(text.split(" "))
                    .mapToLong(part -> Long.parseUnsignedLong(part, 16))
                    .toArray();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldFindNearHashesAsComparingAllDoes(long seed) throws Exception {
        Random random = new Random(seed);
        Likeness.Near near = new Likeness.Near(4 + random.nextInt(4), 1 + random.nextInt(3));
        List<Long> hashes = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            long hash = hashes.isEmpty() || random.nextInt(3) == 0
                    ? random.nextLong()
                    : hashes.get(random.nextInt(hashes.size()));
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                hash ^= 1L << random.nextInt(64);
            }
            hashes.add(hash);
        }
        List<String> texts = hashes.stream().map(Long::toHexString).toList();
        // a memory of ten records makes many runs to merge
        List<Boolean> kept = Searches.kept(texts, List.of(new Literal(1, near)), folder, 20);
        assertThat(kept).isEqualTo(firstOfEach(hashes, near.distance()));
        assertThat(kept).contains(true, false);
    }

    /** Of each set of hashes that hang together the first. */
    private static List<Boolean> firstOfEach(List<Long> hashes, int distance) {
        int[] set = new int[hashes.size()];
        List<Boolean> kept = new ArrayList<>();
        for (int i = 0; i < set.length; i++) {
            set[i] = i;
        }
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int i = 0; i < set.length; i++) {
                for (int j = 0; j < i; j++) {
                    if (set[i] != set[j] && Long.bitCount(hashes.get(i) ^ hashes.get(j)) <= distance) {
                        set[i] = Math.min(set[i], set[j]);
                        set[j] = set[i];
                        changed = true;
                    }
                }
            }
        }
        for (int i = 0; i < set.length; i++) {
            kept.add(set[i] == i);
        }
        return kept;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldShowTheFirstDroppedOfEachPartBesideWhatStays(long seed) throws Exception {
        Random random = new Random(seed);
        Likeness likeness = seed % 3 == 0
                ? new Likeness.Equal()
                : seed % 3 == 1 ? new Likeness.Near(4, 2) : new Likeness.AnyPairEqual();
        int longs = likeness instanceof Likeness.AnyPairEqual ? 4 : 1;
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            StringBuilder text = new StringBuilder();
            for (int part = 0; part < longs; part++) {
                // few bits and few values, so that most are alike over several others
                long value = 0x0123456789ABCDEFL * random.nextInt(12) ^ 1L << random.nextInt(64);
                text.append(part == 0 ? "" : " ").append(Long.toHexString(part % 2 == 0 ? value : 5));
            }
            texts.add(i > 0 && random.nextInt(3) == 0 ? texts.get(random.nextInt(i)) : text.toString());
        }
        Literal literal = new Literal(longs, likeness);
        Path file = Searches.write(folder.resolve("a"), texts, List.of(literal));
        int[] stays = firstAlike(texts, literal);

        long[] partEnds = {0, 25, 25, 90, 120};
        try (Duplicates duplicates = DuplicateSearch.run(List.of(file), partEnds, List.of(literal), folder, 40, 2)) {
            for (int part = 0; part < partEnds.length; part++) {
                Map<Long, Long> expected = new TreeMap<>();
                for (int i = part == 0 ? 0 : (int) partEnds[part - 1]; i < partEnds[part]; i++) {
                    if (stays[i] != i && expected.size() < Duplicates.PAIRS) {
                        expected.put((long) i, (long) stays[i]);
                    }
                }
                assertThat(duplicates.pairs(1, part)).as("part %d", part).isEqualTo(expected);
            }
            assertThat(duplicates.pairs(1, 3)).hasSize(Duplicates.PAIRS);
        }
        assertThat(Signatures.index(file, longs, 77)).isEqualTo(77);
    }

    /** Of each document the first among those that hang together with it. */
    private static int[] firstAlike(List<String> texts, Literal literal) {
        int[] first = new int[texts.size()];
        for (int i = 0; i < first.length; i++) {
            first[i] = i;
        }
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int i = 0; i < first.length; i++) {
                for (int j = 0; j < i; j++) {
                    if (first[i] != first[j]
                            && alike(literal.signature(texts.get(i)), literal.signature(texts.get(j)), literal)) {
                        first[i] = Math.min(first[i], first[j]);
                        first[j] = first[i];
                        changed = true;
                    }
                }
            }
        }
        return first;
    }

    private static boolean alike(long[] a, long[] b, Literal literal) {
        if (literal.likeness() instanceof Likeness.Near near) {
            return Long.bitCount(a[0] ^ b[0]) <= near.distance();
        }
        if (literal.likeness() instanceof Likeness.Equal) {
            return Arrays.equals(a, b);
        }
        return a[0] == b[0] && a[1] == b[1] || a[2] == b[2] && a[3] == b[3];
    }

    @Test
    void shouldKeepTheFirstOfEqualOnes() throws Exception {
        List<String> texts = List.of("b", "a", "b ", "A", "a", "c");
        ExactDeduplicator exact = new ExactDeduplicator(false, false);
        assertThat(Searches.kept(texts, List.of(exact), folder, 6))
                .containsExactly(true, true, false, true, false, true);
        assertThat(Searches.kept(texts, List.of(new ExactDeduplicator(true, false)), folder, 6))
                .containsExactly(true, true, false, false, false, true);
    }

    @Test
    void shouldJoinDocumentsOverSharedBands() throws Exception {
        // 0 and 2 share the first band, 2 and 3 the second: all three are alike
        List<String> texts = List.of("1 1 2 2", "3 3 1 1", "1 1 5 5", "7 7 5 5", "2 2 1 9");
        List<Deduplicator> bands = List.of(new Literal(4, new Likeness.AnyPairEqual()));
        assertThat(Searches.kept(texts, bands, folder, 8)).containsExactly(true, true, false, false, true);
    }

    @Test
    void shouldLetLaterDeduplicatorsSeeWhatEarlierOnesLeft() throws Exception {
        List<Deduplicator> both =
                List.of(new Literal(1, new Likeness.Equal()), new Literal(1, new Likeness.Near(2, 1)));
        List<Path> files = List.of(folder.resolve("signatures"));
        try (OutputStream out = Files.newOutputStream(files.get(0))) {
            // the second document goes first; it would have joined the other two
            for (long[] parts : new long[][] {{7, 0b000}, {7, 0b001}, {9, 0b011}}) {
                out.write(Signatures.record(0, List.of(parts)));
            }
        }
        try (Duplicates duplicates = DuplicateSearch.run(files, new long[] {3}, both, folder, 100, 1)) {
            assertThat(duplicates.droppedBy(0)).isZero();
            assertThat(duplicates.droppedBy(1)).isEqualTo(1);
            assertThat(duplicates.droppedBy(2)).isZero();
            assertThat(duplicates.count(1)).isEqualTo(1);
            assertThat(duplicates.count(2)).isZero();
        }
        assertThatThrownBy(() -> DuplicateSearch.run(files, new long[] {4}, both, folder, 100, 1))
                .isInstanceOf(EOFException.class)
                .hasMessageContaining("4 documents were expected");
    }

    @Test
    void shouldFindTextsThatAreMostlyTheSame() throws Exception {
        Random random = new Random(4);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            StringBuilder text = new StringBuilder();
            for (int word = 0; word < 200; word++) {
                text.append("w").append(random.nextInt(500)).append(' ');
            }
            texts.add(text.toString());
        }
        for (int i = 0; i < 20; i++) {
            texts.add(texts.get(i).replaceFirst("w(\\d+) w(\\d+) ", "w$2 w$1 "));
        }
        texts.add("too short");
        texts.add("too short");
        texts.add("too small");
        MinHashDeduplicator minHash =
                new MinHashDeduplicator("space", 5, new Comparison(true, ""), MinHashBands.forThreshold(256, 0.7));
        List<Boolean> kept = Searches.kept(texts, List.of(minHash), folder, 1 << 12);
        assertThat(kept.subList(0, 60)).containsOnly(true);
        assertThat(kept.subList(60, 80)).containsOnly(false);
        assertThat(kept.subList(80, 83)).containsExactly(true, false, true);
    }
}
