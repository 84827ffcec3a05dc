package org.steelworks.data.clean.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.FastTextCases;
import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.ModelFile;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.Verdict;
import org.steelworks.data.document.Document;

final class LanguageIdModelsTest {
    private final OperatorRecipeReader reader = new OperatorRecipeReader(OperatorRegistry.standard());

    @TempDir
    private Path folder;

    @Test
    void shouldMeasureAsDataJuicer() throws IOException {
        copy("parts.bin", "own.bin");
        Filter filter = filter("{fasttext_model: own.bin, min_score: 0.6}");
        List<FastTextCases.Case> cases = FastTextCases.of("filter");

        assertThat(cases).hasSize(50);
        for (FastTextCases.Case given : cases) {
            Verdict verdict = filter.judge(given.text());
            assertThat(verdict.labels()).as(given.text()).containsExactly(entry("lang", given.label()));
            assertThat(verdict.statistic()).isEqualTo("lang_score");
            assertThat(verdict.value()).as(given.text()).isCloseTo(given.score(), within(1e-6));
            assertThat(verdict.keep()).isEqualTo(given.score() >= 0.6);
        }
    }

    @Test
    void shouldKeepTheLanguagesOfTheRecipe() throws IOException {
        copy("parts.bin", "models/lid.176.bin");
        Filter all = filter("{min_score: 0.0}");
        Filter one = filter("{lang: en, min_score: 0.0}");
        Filter two = filter("{lang: [en, \u4E2D\u6587], min_score: 0.0}");

        for (FastTextCases.Case given : FastTextCases.of("filter")) {
            assertThat(all.judge(given.text()).keep()).isTrue();
            assertThat(one.judge(given.text()).keep()).isEqualTo(given.label().equals("en"));
            assertThat(two.judge(given.text()).keep())
                    .isEqualTo(List.of("en", "\u4E2D\u6587").contains(given.label()));
        }
        assertThat(two.judge(text("ru")).reason()).isEqualTo("lang ru is not en or \u4E2D\u6587");
    }

    @Test
    void shouldGiveTheLanguageAmongTheStatistics() throws IOException {
        copy("parts.bin", "models/lid.176.bin");
        OperatorRecipe recipe = read("{lang: ru, min_score: 0.0}").recipe();

        OperatorRecipe.Outcome outcome = recipe.run(new Document("f", 0, text("\u4E2D\u6587")));

        assertThat(outcome).isInstanceOf(OperatorRecipe.Dropped.class);
        assertThat(outcome.stats()).containsOnlyKeys("lang_score");
        assertThat(outcome.labels()).containsExactly(entry("lang", "\u4E2D\u6587"));
    }

    @Test
    void shouldDropWhatTheModelFindsNothingIn() throws IOException {
        copy("one-line.bin", "models/lid.176.bin");

        assertThat(filter("{}").judge(""))
                .satisfies(verdict -> assertThat(verdict.keep()).isFalse())
                .satisfies(verdict -> assertThat(verdict.labels()).containsExactly(entry("lang", "")));
    }

    @Test
    void shouldNotStartWithoutAModelAndSayWhatIsNeeded() throws IOException {
        assertThatThrownBy(() -> filter("{lang: en}"))
                .isInstanceOf(OperatorRecipeException.class)
                .hasMessageContaining("needs a fastText model of languages")
                .hasMessageContaining(folder.resolve("models/lid.176.bin").toString())
                .hasMessageContaining(folder.resolve("models/lid.176.ftz").toString())
                .hasMessageContaining("name it with fasttext_model");
        copy("cases.jsonl", "no.bin");
        assertThatThrownBy(() -> filter("{fasttext_model: no.bin}"))
                .hasMessageContaining(folder.resolve("no.bin") + ": it is no fastText model");
        copy("parts.bin", "own.bin");
        assertThatThrownBy(() -> filter("{lang: [en, rru], fasttext_model: own.bin}"))
                .hasMessageContaining("lang \"rru\" is no label of " + folder.resolve("own.bin"))
                .hasMessageContaining("nearest is \"ru\"");
    }

    @Test
    void shouldFindACompressedModelBesideTheRecipe() throws IOException {
        copy("parts-cut.ftz", "models/lid.176.ftz");

        assertThat(read("{}").recipe().models())
                .extracting(ModelFile::path)
                .containsExactly(folder.resolve("models/lid.176.ftz").toString());
    }

    @Test
    void shouldTellRecipesWithAnotherModelApart() throws IOException {
        copy("parts.bin", "own.bin");
        String first = read("{fasttext_model: own.bin}").digest();
        assertThat(read("{fasttext_model: own.bin}").digest()).isEqualTo(first);
        assertThat(read("{fasttext_model: ./own.bin}").digest()).isNotEqualTo(first);

        byte[] model = Files.readAllBytes(folder.resolve("own.bin"));
        // a byte of the matrix: same length, and whoever copies files can give it the same time
        model[model.length - 1] ^= 1;
        Files.write(folder.resolve("own.bin"), model);

        assertThat(read("{fasttext_model: own.bin}").digest()).isNotEqualTo(first);
    }

    /** One that the model takes for that language. */
    private static String text(String language) {
        return FastTextCases.of("filter").stream()
                .filter(given -> language.equals(given.label()))
                .findFirst()
                .orElseThrow()
                .text();
    }

    private OperatorRecipeReader.RecipeFile read(String parameters) {
        return reader.read(
                folder.resolve("r.yaml").toString(), "process:\n  - language_id_score_filter: " + parameters);
    }

    private Filter filter(String parameters) {
        return (Filter) read(parameters).recipe().operators().get(0);
    }

    private void copy(String resource, String name) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(FastTextCases.file(resource), target);
    }
}
