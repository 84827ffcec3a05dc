package org.steelworks.data.clean.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.PerplexityCases;
import org.steelworks.data.clean.Filter;

final class PerplexityModelsTest {
    private final OperatorRecipeReader reader = new OperatorRecipeReader(OperatorRegistry.standard());

    @TempDir
    private Path folder;

    @Test
    void shouldTakePathsFromTheRecipesFolder() throws IOException {
        copy("unigram.model", "pieces/own.model");
        copy("order4.trie.bin", "own.bin");

        Filter filter = read("{sp_model: pieces/own.model, kenlm_model: own.bin, max_ppl: 100.5}");

        assertThat(filter.judge("steel").statistic()).isEqualTo("perplexity");
        assertThat(filter.judge("").value()).isZero();
    }

    @Test
    void shouldFindModelsByLanguageBesideTheRecipe() throws IOException {
        copy("unigram.model", "models/zh.sp.model");
        copy("order4.arpa", "models/zh.arpa");
        double slow = read("{lang: zh}").judge("钢铁很热").value();
        copy("order4.probing.bin", "models/zh.arpa.bin");

        assertThat(read("{lang: zh}").judge("钢铁很热").value()).isEqualTo(slow).isPositive();
    }

    @Test
    void shouldNotStartWithoutAModelAndSayWhereItLooked() throws IOException {
        copy("unigram.model", "models/zz.sp.model");

        assertThatThrownBy(() -> read("{lang: zz}"))
                .isInstanceOf(OperatorRecipeException.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("needs a KenLM model of language zz")
                .hasMessageContaining(folder.resolve("models/zz.arpa.bin").toString())
                .hasMessageContaining("name it with kenlm_model");
        assertThatThrownBy(() -> read("{lang: zh, sp_model: nowhere.model}"))
                .hasMessageContaining("no file " + folder.resolve("nowhere.model"));
        assertThatThrownBy(() -> read("{lang: ../zh}")).hasMessageContaining("is no language");
    }

    @Test
    void shouldNameAFileThatIsNoModel() throws IOException {
        copy("order4.arpa", "a");
        copy("unigram.model", "b");

        assertThatThrownBy(() -> read("{sp_model: a, kenlm_model: b}"))
                .isInstanceOf(OperatorRecipeException.class)
                .hasMessageContaining(folder.resolve("a") + ": no SentencePiece model");
        assertThatThrownBy(() -> read("{sp_model: b, kenlm_model: b}"))
                .isInstanceOf(OperatorRecipeException.class)
                .hasMessageContaining(folder.resolve("b") + ": line 2: expected \\data\\");
    }

    @Test
    void shouldLookWhereDataJuicerKeepsModels() throws IOException {
        copy("unigram.model", "cache/zh.sp.model");
        copy("unigram.model", "own/models/zh.sp.model");
        copy("unigram.model", "home/.cache/data_juicer/models/zh.sp.model");

        assertThat(find(Map.of(
                        "DATA_JUICER_MODELS_CACHE", folder.resolve("cache").toString(), "HOME", "/nowhere")))
                .isEqualTo(folder.resolve("cache/zh.sp.model"));
        assertThat(find(Map.of("DATA_JUICER_CACHE_HOME", folder.resolve("own").toString())))
                .isEqualTo(folder.resolve("own/models/zh.sp.model"));
        assertThat(find(Map.of("HOME", folder.resolve("home").toString())))
                .isEqualTo(folder.resolve("home/.cache/data_juicer/models/zh.sp.model"));
        assertThatThrownBy(() -> find(Map.of("CACHE_HOME", "/nowhere")))
                .hasMessageContaining("/nowhere/data_juicer/models/zh.sp.model");
    }

    private Path find(Map<String, String> environment) {
        return new ModelFolders(folder, environment).find("a model", "sp_model", "", "zh.sp.model");
    }

    private Filter read(String parameters) {
        return (Filter)
                reader.read(folder.resolve("r.yaml").toString(), "process:\n  - perplexity_filter: " + parameters)
                        .recipe()
                        .operators()
                        .get(0);
    }

    private void copy(String resource, String name) throws IOException {
        Path target = folder.resolve(name);
        Files.createDirectories(target.getParent());
        Files.copy(PerplexityCases.file(resource), target);
    }
}
