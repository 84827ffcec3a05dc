package org.steelworks.data.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteLevelBpeTest {
    private static final ByteLevelBpe.Steps STEPS =
            new ByteLevelBpe.Steps(true, WordSplit.QWEN2, ByteLevelBpe.PrefixSpace.NOWHERE, false);

    private final Vocabulary vocabulary = new Vocabulary();
    private final MergeList merges = new MergeList();

    ByteLevelBpeTest() {
        for (int value = 0; value < 256; value++) {
            vocabulary.put(Character.toString(ByteAlphabet.character((byte) value)), value);
        }
    }

    private void merge(String left, String right) {
        vocabulary.put(left + right, vocabulary.size());
        merges.add(left, right);
    }

    private ByteLevelBpe encoder(AddedToken... added) {
        return new ByteLevelBpe(STEPS, vocabulary, merges, List.of(added));
    }

    @Test
    void joinsTheLowestRankFirstAndTheLeftmostOfEqualOnes() {
        merge("b", "c");
        merge("a", "b");
        merge("a", "a");
        merge("aa", "a");

        ByteLevelBpe encoder = encoder();

        assertThat(encoder.encode("abc")).containsExactly('a', 256);
        assertThat(encoder.encode("ab")).containsExactly(257);
        assertThat(encoder.encode("aaaaa")).containsExactly(258, 259);
        assertThat(encoder.encode("aaab")).containsExactly(258, 257);
    }

    @Test
    void countsTheLastOfEqualPairs() {
        merge("a", "b");
        merge("b", "c");
        merges.add("a b");

        assertThat(encoder().encode("abc")).containsExactly('a', 257);
    }

    /** Both ways of joining give the same, whatever the length. */
    @Test
    void longWordsAreJoinedAsShortOnes() {
        Random random = new Random(3);
        List<String> tokens = new ArrayList<>(List.of("a", "b", "c"));
        for (int i = 0; i < 200; i++) {
            String left = tokens.get(random.nextInt(tokens.size()));
            String right = tokens.get(random.nextInt(tokens.size()));
            if (!tokens.contains(left + right)) {
                merge(left, right);
                tokens.add(left + right);
            }
        }
        ByteLevelBpe encoder = encoder();
        for (int i = 0; i < 80; i++) {
            StringBuilder word = new StringBuilder();
            int length = 20 + random.nextInt(200);
            for (int k = 0; k < length; k++) {
                word.append("abc".charAt(random.nextInt(3)));
            }
            assertThat(encoder.encode(word.toString())).as(word.toString()).isEqualTo(naive(word.toString()));
        }
    }

    private int[] naive(String word) {
        List<String> parts = new ArrayList<>(Arrays.asList(word.split("")));
        while (true) {
            int best = merges.size();
            int at = -1;
            for (int i = 0; i + 1 < parts.size(); i++) {
                for (int rank = 0; rank < best; rank++) {
                    if (merges.text(rank).equals(parts.get(i) + " " + parts.get(i + 1))) {
                        best = rank;
                        at = i;
                    }
                }
            }
            if (at < 0) {
                return parts.stream().mapToInt(vocabulary::id).toArray();
            }
            parts.set(at, parts.get(at) + parts.remove(at + 1));
        }
    }

    /** Quadratic work on any of these would take hours. */
    @Test
    void hostileTextsOfMegabytesAreEncodedInTime() {
        String run = "a";
        for (int i = 0; i < 8; i++) {
            merge(run, run);
            run += run;
        }
        ByteLevelBpe encoder = encoder(new AddedToken(vocabulary.size(), "<<<<<<<<x", false, true, true, false, true));
        int million = 1 << 20;

        assertThat(encoder.encode("a".repeat(million))).hasSize(million / 256);
        assertThat(encoder.encode("中文".repeat(million / 4))).hasSize(million / 4 * 6);
        assertThat(encoder.encode(" ".repeat(million) + "a")).hasSize(million + 1);
        assertThat(encoder.encode(" \n".repeat(million) + "a")).hasSize(2 * million + 1);
        assertThat(encoder.encode("<".repeat(million))).hasSize(million);
        assertThat(encoder.encode("1".repeat(million))).hasSize(million);
        assertThat(encoder.encode("e" + "\u0301\u0323".repeat(million / 4))).hasSize(million + 1);
    }

    @Test
    void aLongTextLeavesNoTraceInTheNext() {
        merge("a", "b");
        ByteLevelBpe encoder = encoder();
        int[] short1 = encoder.encode("ab ab cab");
        encoder.encode("ab".repeat(100_000) + " x");

        assertThat(encoder.encode("ab ab cab")).isEqualTo(short1).containsExactly(256, ' ', 256, ' ', 'c', 256);
        assertThat(encoder.encode("")).isEmpty();
    }

    @Test
    void bytesThatAreNoTextBecomeReplacementCharacters() {
        ByteLevelBpe encoder = encoder();

        assertThat(encoder.decode(new int[] {0xE4, 0xB8, 'a'}, false)).isEqualTo("\uFFFDa");
        assertThat(encoder.decode(new int[] {0xED, 0xA0, 0x80}, false)).isEqualTo("\uFFFD\uFFFD\uFFFD");
        assertThat(encoder.decode(new int[] {0xC0, 0x80, 0xFF}, false)).isEqualTo("\uFFFD\uFFFD\uFFFD");
        assertThat(encoder.decode(new int[] {0xF4, 0x90, 'b', 999}, false)).isEqualTo("\uFFFD\uFFFDb");
    }
}
