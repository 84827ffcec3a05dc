package org.steelworks.data.piece;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.PerplexityCases;

final class SentencePiecesTest {

    @ParameterizedTest
    @ValueSource(strings = {"unigram", "unigram-bytes", "unigram-plain", "bpe", "bpe-suffix"})
    void shouldGiveTheOriginalsPieces(String name) throws IOException {
        SentencePieces model = model(name);
        JsonNode cases = PerplexityCases.of("pieces", name);

        assertThat(cases.size()).isGreaterThan(100);
        for (JsonNode given : cases) {
            String text = given.get(0).asText();
            assertThat(model.joined(text))
                    .as("pieces of \"%s\"", text)
                    .isEqualTo(given.get(1).asText());
        }
    }

    @Test
    void shouldBeSafeForThreads() throws IOException {
        SentencePieces model = model("unigram");
        JsonNode cases = PerplexityCases.of("pieces", "unigram");

        IntStream.range(0, 20 * cases.size()).parallel().forEach(i -> {
            JsonNode given = cases.get(i % cases.size());
            assertThat(model.joined(given.get(0).asText()))
                    .isEqualTo(given.get(1).asText());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "▁", "steel ", "钢", "ab c", "<sep>", "\u0000", "\uD800", "\u3000", "①"})
    void shouldBeLinearInARepeatedFragment(String fragment) throws IOException {
        String text = fragment.repeat(200_000);
        for (String name : new String[] {"unigram", "unigram-bytes", "bpe", "bpe-suffix"}) {
            SentencePieces model = model(name);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> model.joined(text), name);
        }
    }

    @Test
    void shouldRefuseWhatIsNoModel() {
        assertThatThrownBy(() -> SentencePieces.of(new byte[0]))
                .isInstanceOf(InvalidPieceModel.class)
                .hasMessageContaining("it has no pieces");
        assertThatThrownBy(() -> SentencePieces.of("\\data\\\nngram 1=3".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(InvalidPieceModel.class);
        // A trainer's part that says type 3, behind the one piece that stands for the unknown.
        byte[] word = {0x0A, 7, 0x0A, 3, '?', '?', '?', 0x18, 2, 0x12, 2, 0x18, 3};
        assertThatThrownBy(() -> SentencePieces.of(word)).hasMessageContaining("of type word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unigram", "bpe"})
    void shouldRefuseDamagedBytesOrStayWithinThem(String name) throws IOException {
        byte[] sound = Files.readAllBytes(PerplexityCases.file(name + ".model"));
        Random random = new Random(5);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = Arrays.copyOf(sound, sound.length - random.nextInt(2) * random.nextInt(sound.length));
            for (int i = random.nextInt(4); i >= 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                SentencePieces.of(damaged).joined("steel ﬁé ① 铁路桥");
            } catch (InvalidPieceModel e) {
                assertThat(e).hasMessageContaining("SentencePiece model");
            }
        }
    }

    private static SentencePieces model(String name) throws IOException {
        return SentencePieces.of(Files.readAllBytes(PerplexityCases.file(name + ".model")));
    }
}
