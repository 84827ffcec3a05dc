package org.steelworks.data.clean.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.steelworks.data.PerplexityCases;
import org.steelworks.data.piece.SentencePieces;

final class MinHashDeduplicatorTest {
    private final Comparison comparison = new Comparison(true, "");
    private final MinHashBands bands = new MinHashBands(6, 2, 3);

    @Test
    void shouldTakeThePiecesOfAModelAsTokens() throws IOException {
        SentencePieces pieces = SentencePieces.of(Files.readAllBytes(PerplexityCases.file("unigram.model")));
        MinHashDeduplicator deduplicator =
                new MinHashDeduplicator(MinHashDeduplicator.PIECES, pieces::each, 3, comparison, bands);

        // MD5 of the bands that Data-Juicer's formulas give with NumPy and SentencePiece
        assertThat(deduplicator.signature("Steel  钢铁很热 rail, 铁路桥 and harbour of steel"))
                .containsExactly(
                        -5153497815677236090L, -7801582046216680006L, -5833069715600717871L, -4597018521115254530L);
    }

    @Test
    void shouldNotMixAModelWithOtherTokens() {
        assertThatThrownBy(() -> new MinHashDeduplicator("space", (text, word) -> {}, 3, comparison, bands))
                .hasMessageContaining("belong together");
        assertThatThrownBy(() -> new MinHashDeduplicator("sentencepiece", 3, comparison, bands))
                .hasMessageContaining("belong together");
    }
}
