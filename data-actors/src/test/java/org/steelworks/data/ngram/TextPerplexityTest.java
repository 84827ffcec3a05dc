package org.steelworks.data.ngram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.steelworks.data.PerplexityCases;
import org.steelworks.data.clean.filter.PerplexityFilter;
import org.steelworks.data.piece.SentencePieces;

final class TextPerplexityTest {

    @Test
    void shouldGiveTheOriginalsPerplexities() throws IOException {
        PerplexityFilter filter = filter("order4.arpa");
        for (JsonNode given : PerplexityCases.of("perplexity")) {
            String text = given.get(0).asText();
            assertThat(filter.judge(text).value())
                    .as("perplexity of \"%s\"", text)
                    .isEqualTo(given.get(1).asDouble());
        }
    }

    @Test
    void shouldBeLinearInHostileTexts() throws IOException {
        PerplexityFilter filter = filter("order4.trie-array.bin");
        for (String fragment : new String[] {"\u0085", "\u2028a", "steel 钢铁", " ", "\u0000x", "\uD800"}) {
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> filter.judge(fragment.repeat(200_000)), fragment);
        }
    }

    private static PerplexityFilter filter(String model) throws IOException {
        SentencePieces pieces = SentencePieces.of(Files.readAllBytes(PerplexityCases.file("unigram.model")));
        return new PerplexityFilter(
                new TextPerplexity(pieces, LanguageModel.open(PerplexityCases.file(model), 64 << 20)), 0, 1500);
    }
}
