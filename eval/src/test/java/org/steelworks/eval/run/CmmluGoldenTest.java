package org.steelworks.eval.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.steelworks.data.tokens.Tokenizer;
import org.steelworks.eval.fixture.TinyModel;
import org.steelworks.eval.model.LanguageModel;
import org.steelworks.eval.model.ModelDevice;
import org.steelworks.eval.score.ChoiceScore;
import org.steelworks.eval.source.CmmluSubject;
import org.steelworks.eval.task.ChoiceItem;
import org.steelworks.eval.task.ChoicePrompt;

/** Against the original's evaluation: prompts and their ids exactly, logits and probabilities within its bounds. */
@Tag("goldens")
class CmmluGoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void lettersOfTheOriginal() throws IOException {
        JsonNode manifest = json("model/cmmlu/manifest.json").path("tolerances");
        double logitBound = manifest.path("choice_logits").path("atol").asDouble();
        double softmaxBound = manifest.path("softmax").path("atol").asDouble();
        JsonNode golden = json("model/cmmlu/cmmlu.json");
        int[] letters = ints(golden.path("choice_token_ids"));
        JsonNode expected = golden.path("results").path("raw_raw").path("per_prompt");
        Path folder = TinyModel.reference("model/variants/raw_raw");
        try (LanguageModel model = LanguageModel.load(folder, null, ModelDevice.cpu(1))) {
            for (int i = 0; i < golden.path("prompts").size(); i++) {
                float[] logits =
                        model.nextTokenLogits(ints(golden.path("prompts").get(i)), () -> false);
                ChoiceScore score = ChoiceScore.of(logits, letters);

                JsonNode prompt = expected.get(i);
                assertThat(ChoiceItem.LETTERS.get(score.chosen()))
                        .isEqualTo(prompt.path("pred").asText());
                for (int letter = 0; letter < letters.length; letter++) {
                    assertThat((double) score.logits().get(letter))
                            .isCloseTo(prompt.path("choice_logits").get(letter).asDouble(), within(logitBound));
                    assertThat(score.softmax()[letter])
                            .isCloseTo(prompt.path("softmax").get(letter).asDouble(), within(softmaxBound));
                }
                String right = golden.path("answers").get(i).asText();
                assertThat(ChoiceItem.LETTERS.get(score.chosen()).equals(right))
                        .isEqualTo(prompt.path("correct").asBoolean());
            }
        }
    }

    @Test
    void promptsOfTheOriginal() throws IOException {
        JsonNode golden = json("model/cmmlu/prompt_texts.json");
        List<ChoiceItem> examples = items(golden.path("dev"));
        List<ChoiceItem> questions = items(golden.path("test"));
        int compared = 0;
        try (Tokenizer tokenizer = Tokenizer.open(TinyModel.reference("tokenizer"))) {
            for (JsonNode expected : golden.path("cases")) {
                if (expected.path("cot").asBoolean()) {
                    continue;
                }
                ChoicePrompt prompt = new ChoicePrompt(
                        subject(expected.path("subject").asText()),
                        examples.subList(0, expected.path("shots").asInt()),
                        expected.path("max_length").asInt());
                String text = prompt.text(
                        questions.get(expected.path("row").asInt()), piece -> tokenizer.encode(piece).length);

                assertThat(text).isEqualTo(expected.path("prompt").asText());
                assertThat(tokenizer.encode(text)).isEqualTo(ints(expected.path("ids")));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(16);
    }

    private static String subject(String key) {
        return CmmluSubject.all().stream()
                .filter(subject -> subject.key().equals(key))
                .findFirst()
                .orElseThrow()
                .name();
    }

    private static List<ChoiceItem> items(JsonNode rows) {
        List<ChoiceItem> items = new ArrayList<>();
        for (JsonNode row : rows) {
            List<String> options = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                options.add(row.get(i).asText());
            }
            items.add(new ChoiceItem(
                    "golden",
                    row.get(0).asText(),
                    options,
                    ChoiceItem.LETTERS.indexOf(row.get(5).asText())));
        }
        return items;
    }

    private static JsonNode json(String name) throws IOException {
        return JSON.readTree(TinyModel.reference(name).toFile());
    }

    private static int[] ints(JsonNode list) {
        int[] values = new int[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).asInt();
        }
        return values;
    }
}
