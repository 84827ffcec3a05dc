package org.steelworks.data.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.filter.TextLengthFilter;
import org.steelworks.data.clean.map.CleanEmailMapper;
import org.steelworks.data.document.Document;

final class EvidenceTest {
    private final OperatorRecipe recipe = new OperatorRecipe(
            "r", List.of(new CleanEmailMapper("<email>"), new TextLengthFilter(10, 20), new TextLengthFilter(5, 15)));

    private Evidence of(List<Document> documents) {
        EvidenceCollector collector = new EvidenceCollector(recipe);
        documents.forEach(document -> recipe.run(document, collector, false));
        return collector.evidence();
    }

    private static List<Document> documents(long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, 300)
                .mapToObj(i -> new Document(
                        "f", i, "x".repeat(random.nextInt(40)) + (random.nextInt(9) == 0 ? " a@b.cn" : "")))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isTheSameHoweverTheDocumentsAreCut(long seed) throws Exception {
        List<Document> documents = documents(seed);
        Evidence whole = Evidence.none(recipe).plus(of(documents), recipe);

        Random random = new Random(seed + 100);
        Evidence parts = Evidence.none(recipe);
        for (int from = 0; from < documents.size(); ) {
            int to = Math.min(documents.size(), from + 1 + random.nextInt(40));
            parts = parts.plus(of(documents.subList(from, to)), recipe);
            from = to;
        }

        assertThat(parts).isEqualTo(whole);
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readValue(json.writeValueAsString(whole), Evidence.class))
                .isEqualTo(whole);
    }

    @Test
    void showsTheFirstExamplesAndTheNearestTexts() {
        Evidence evidence = of(List.of(
                new Document("f", 0, "to a@b.cn today"),
                new Document("f", 1, "123456789"),
                new Document("f", 2, "1234567890"),
                new Document("f", 3, "12"),
                new Document("f", 4, "x".repeat(20)),
                new Document("f", 5, "x".repeat(21))));

        assertThat(evidence.operators().get(0).examples())
                .containsExactly(new Example("f", 0, "to a@b.cn today", "to <email> today"));
        assertThat(evidence.operators().get(1).examples())
                .extracting(Example::index)
                .containsExactly(1L, 3L, 5L);
        assertThat(evidence.operators().get(1).low()).extracting(Near::index).containsExactly(2L, 0L, 4L, 1L, 3L, 5L);
        assertThat(evidence.operators().get(1).high())
                .extracting(Near::value)
                .containsExactly(20.0, 16.0, 10.0, 21.0, 9.0, 2.0);
        assertThat(evidence.moved(7).operators().get(0).examples().get(0).index())
                .isEqualTo(7);
        // what the second filter did not see is not in its distribution
        assertThat(evidence.operators().get(2).bins().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(3);
    }

    @Test
    void countsValuesInBinsThatHoldThem() {
        for (double value : new double[] {0, 1e-9, 0.1, 0.25, 1, 1.1, 7, 8, 1000, 1e15}) {
            int bin = Bins.of(value);
            assertThat(value).isBetween(Bins.lower(bin), Bins.lower(bin + 1));
            assertThat(Bins.lower(bin + 1)).isLessThanOrEqualTo(Math.max(value * 1.126, Double.MIN_NORMAL));
        }
    }

    @Test
    void cutsLongTextsAroundTheChangeAndNotThroughCharacters() {
        Example example = Example.changed("f", 0, "😀".repeat(500) + "a" + "y".repeat(500), "😀".repeat(500) + "b");

        assertThat(example.before()).startsWith("…😀").contains("a").endsWith("…");
        assertThat(example.after()).startsWith("…😀").endsWith("b");
    }
}
