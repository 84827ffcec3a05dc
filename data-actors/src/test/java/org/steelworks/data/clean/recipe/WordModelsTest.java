package org.steelworks.data.clean.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.PerplexityCases;
import org.steelworks.data.clean.Filter;
import org.steelworks.data.clean.ModelFile;

final class WordModelsTest {
    private final OperatorRecipeReader reader = new OperatorRecipeReader(OperatorRegistry.standard());

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"words_num_filter", "word_repetition_filter"})
    void shouldTakeTheModelOfTheRecipe(String name) throws IOException {
        copy("unigram.model", "own.model");
        copy("bpe.model", "models/zh.sp.model");
        String text = "钢铁钢铁钢铁钢铁 steel steel steel, rail. ".repeat(3);

        double blanks = filter(name, "{lang: zh}").measure(text);
        double unigram = filter(name, "{lang: zh, tokenization: true, sp_model: own.model}")
                .measure(text);
        double bpe = filter(name, "{lang: zh, tokenization: true}").measure(text);

        assertThat(unigram).isNotEqualTo(blanks);
        assertThat(bpe).isNotEqualTo(blanks);
        assertThat(read(name, "{lang: zh, tokenization: true}").recipe().models())
                .extracting(ModelFile::path)
                .containsExactly(folder.resolve("models/zh.sp.model").toString());
        assertThat(read(name, "{lang: zh}").recipe().models()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"words_num_filter", "word_repetition_filter"})
    void shouldNotStartWithoutAModelAndSayWhatIsNeeded(String name) {
        assertThatThrownBy(() -> filter(name, "{lang: zz, tokenization: true}"))
                .isInstanceOf(OperatorRecipeException.class)
                .hasMessageContaining(name + ": needs a SentencePiece model of language zz")
                .hasMessageContaining(folder.resolve("models/zz.sp.model").toString())
                .hasMessageContaining("name it with sp_model");
        assertThatThrownBy(() -> filter(name, "{sp_model: a.model}")).hasMessageContaining("write tokenization: true");
    }

    private OperatorRecipeReader.RecipeFile read(String name, String parameters) {
        return reader.read(folder.resolve("r.yaml").toString(), "process:\n  - " + name + ": " + parameters);
    }

    private Filter filter(String name, String parameters) {
        return (Filter) read(name, parameters).recipe().operators().get(0);
    }

    private void copy(String resource, String name) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(PerplexityCases.file(resource), target);
    }
}
