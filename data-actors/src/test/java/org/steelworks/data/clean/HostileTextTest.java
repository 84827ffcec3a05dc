package org.steelworks.data.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;
import org.steelworks.data.document.Document;

/** No text, however broken, makes an operator throw or take long. */
final class HostileTextTest {
    private static final String SPICES = "&;#<>\u001B[m@.:/()-_ \n\r\t\u0000\u001A\uFFFD\uD800\uDC00wWaZ0Ãâ€œÂ©ÑРвЂ";

    private final OperatorRecipe text = new OperatorRecipeReader(OperatorRegistry.standard()).bundled("steel-text");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldSurviveRandomUnicode(long seed) {
        Random random = new Random(seed);
        AtomicReference<String> at = new AtomicReference<>();
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> {
                    for (int round = 0; round < 400; round++) {
                        String given = randomText(random, random.nextInt(200));
                        for (Operator operator : text.operators()) {
                            at.set(operator.name() + ", seed " + seed + ", round " + round);
                            assertThatCode(() -> apply(operator, given))
                                    .as(at.get())
                                    .doesNotThrowAnyException();
                        }
                    }
                },
                at::get);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void shouldHandleLongRandomTextsInTime(long seed) {
        String given = randomText(new Random(seed), 300_000);
        // Milliseconds when linear; anything quadratic takes minutes.
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> text.run(new Document("x", 0, given)), "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void shouldChangeNothingTheSecondTimeWhereTheOriginalDoesNot(long seed) {
        Random random = new Random(seed);
        Mapper punctuation = (Mapper) Cases.operator("punctuation_normalization_mapper", "");
        Mapper repair = (Mapper) Cases.operator("fix_unicode_mapper", "");
        for (int round = 0; round < 400; round++) {
            String given = randomText(random, random.nextInt(60));
            String once = punctuation.map(given);
            assertThat(punctuation.map(once))
                    .as("seed %d round %d", seed, round)
                    .isSameAs(once);
            // One line without carriage returns is repaired until it is stable.
            String line = repair.map(given.replaceAll("[\r\n\u2028\u2029<]", ""));
            if (line.indexOf('\n') < 0 && line.indexOf('<') < 0) {
                assertThat(repair.map(line)).as("seed %d round %d", seed, round).isSameAs(line);
            }
        }
    }

    private static Object apply(Operator operator, String given) {
        if (operator instanceof Mapper mapper) {
            return mapper.map(given);
        }
        return operator instanceof Deduplicator deduplicator
                ? deduplicator.signature(given)
                : ((Filter) operator).judge(given);
    }

    private static String randomText(Random random, int length) {
        List<int[]> blocks = List.of(
                new int[] {0, 0x80},
                new int[] {0x80, 0x250},
                new int[] {0x370, 0x530},
                new int[] {0x2000, 0x2600},
                new int[] {0x4E00, 0xA000},
                new int[] {0xD800, 0xE000},
                new int[] {0xF900, 0x10000},
                new int[] {0x10000, 0x110000});
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            if (random.nextInt(3) == 0) {
                out.append(SPICES.charAt(random.nextInt(SPICES.length())));
            } else {
                int[] block = blocks.get(random.nextInt(blocks.size()));
                out.appendCodePoint(block[0] + random.nextInt(block[1] - block[0]));
            }
        }
        return out.toString();
    }
}
