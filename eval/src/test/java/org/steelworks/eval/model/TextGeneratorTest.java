package org.steelworks.eval.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.SafetensorsReader;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.data.chat.ChatMessage;
import org.steelworks.eval.fixture.TinyModel;
import org.steelworks.gpu.generate.Completion;
import org.steelworks.gpu.generate.Sampling;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TextGeneratorTest {
    private Path folder;
    private LanguageModel model;

    @BeforeAll
    void load(@TempDir Path temporary) throws IOException {
        folder = temporary;
        model = LanguageModel.load(TinyModel.write(folder.resolve("model")), null, ModelDevice.cpu(1));
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void greedyTokensOfTheOriginal() throws IOException {
        JsonNode greedy = new ObjectMapper()
                .readTree(TinyModel.golden("generation/greedy.json").toFile())
                .path("raw_raw");
        TextGenerator.Settings settings = new TextGenerator.Settings(32, Sampling.GREEDY, Set.of());
        for (int prompt = 0; prompt < 3; prompt++) {
            TextGenerator.Written written =
                    new TextGenerator(model).write(goldenPrompt(prompt), settings, piece -> {}, () -> false);

            List<Integer> expected = new ArrayList<>();
            greedy.get(prompt).path("greedy_kv_cache").forEach(id -> expected.add(id.asInt()));
            assertThat(written.ids()).isEqualTo(expected);
            assertThat(written.end()).isEqualTo(Completion.End.LENGTH);
        }
    }

    @Test
    void piecesTogetherAreTheText() throws IOException {
        StringBuilder pieces = new StringBuilder();
        TextGenerator.Settings settings = new TextGenerator.Settings(60, new Sampling(1, 0, 1, 1, 5), Set.of());

        TextGenerator.Written written =
                new TextGenerator(model).complete("hello", settings, pieces::append, () -> false);

        assertThat(written.promptIds()).containsExactly(258, 111);
        assertThat(written.ids()).hasSize(60);
        assertThat(pieces).hasToString(written.text());
    }

    @Test
    void aChatIsAPromptOfTheTemplate() throws IOException {
        TextGenerator.Settings settings = new TextGenerator.Settings(1, Sampling.GREEDY, Set.of());
        TextGenerator generator = new TextGenerator(model);

        TextGenerator.Written written =
                generator.answer(List.of(new ChatMessage("user", "hi")), settings, piece -> {}, () -> false);

        String prompt = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n"
                + "<|im_start|>assistant\n";
        assertThat(written.promptIds().get(0)).isEqualTo(260);
        assertThat(model.tokenizer().decode(ints(written.promptIds()), false)).isEqualTo(prompt);
    }

    @Test
    void theTokensThatEndAnAnswer() throws IOException {
        // eos and pad of the tokenizer, eos_token_id of config.json
        assertThat(new TextGenerator(model).usualStops()).containsExactlyInAnyOrder(261, 259, 502);
    }

    @Test
    void promptsThatTheModelCannotReadAreRefused() {
        TextGenerator generator = new TextGenerator(model);
        TextGenerator.Settings settings = new TextGenerator.Settings(1, Sampling.GREEDY, Set.of());

        assertThatThrownBy(() -> generator.complete("", settings, piece -> {}, () -> false))
                .hasMessageContaining("the prompt is empty");
        assertThatThrownBy(() -> generator.write(new int[] {1, 512}, settings, piece -> {}, () -> false))
                .hasMessageContaining("token 1 of the prompt is id 512")
                .hasMessageContaining("vocab_size 512");
        assertThatThrownBy(() -> generator.write(new int[257], settings, piece -> {}, () -> false))
                .hasMessageContaining("257 tokens")
                .hasMessageContaining("max_position_embeddings is 256");
    }

    @Test
    void foldersWithoutModelOrTokenizerAreNamed() throws IOException {
        assertThatThrownBy(() -> LanguageModel.load(folder.resolve("nowhere"), null, ModelDevice.cpu(1)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere");
        Path bare = Files.createDirectories(folder.resolve("bare"));
        Files.copy(TinyModel.golden("raw_raw/config.json"), bare.resolve("config.json"));
        assertThatThrownBy(() -> LanguageModel.load(bare, null, ModelDevice.cpu(1)))
                .hasMessageContaining("model.safetensors");
        Files.copy(TinyModel.golden("raw_raw/model.safetensors"), bare.resolve("model.safetensors"));
        try (LanguageModel wordless = LanguageModel.load(bare, null, ModelDevice.cpu(1))) {
            assertThat(wordless.digest()).isEqualTo(model.digest());
            assertThatThrownBy(wordless::tokenizer).hasMessageContaining("--tokenizer");
        }
    }

    @Test
    void aTokenizerOfALargerVocabularyIsRefused() {
        Path large = TinyModel.home().resolve("data-actors/src/main/resources/quickstart/tokenizer");
        assertThatThrownBy(() -> LanguageModel.load(folder.resolve("model"), large, ModelDevice.cpu(1)))
                .hasMessageContaining("vocab_size 512")
                .hasMessageContaining("--tokenizer");
    }

    private static int[] goldenPrompt(int number) throws IOException {
        Path file = TinyModel.golden("generation/generation.safetensors");
        try (SafetensorsReader reader = SafetensorsReader.open(
                new DirectoryStore(file.getParent()), file.getFileName().toString())) {
            var entry = reader.header().find("prompt." + number);
            var bytes = AlignedBuffers.allocate(DType.I64, entry.shape().elements());
            reader.read(entry, 0, bytes);
            int[] ids = new int[(int) entry.shape().elements()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = (int) bytes.getLong(i * Long.BYTES);
            }
            return ids;
        }
    }

    private static int[] ints(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
