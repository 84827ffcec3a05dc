package org.steelworks.data.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.FastTextCases;
import org.steelworks.data.clean.recipe.OperatorRecipeReader.RecipeFile;
import org.steelworks.data.clean.recipe.RecipeText;

class HostRecipesTest {
    @TempDir
    Path folder;

    @Test
    void shouldReadARecipeAgainWhenItsModelIsAnother() throws IOException {
        Path model = folder.resolve("own.bin");
        Files.copy(FastTextCases.file("parts.bin"), model);
        RecipeText text = new RecipeText(
                folder.resolve("r.yaml").toString(),
                "process:\n  - language_id_score_filter: {fasttext_model: own.bin}\n");
        HostRecipes recipes = new HostRecipes();

        RecipeFile first = recipes.of(text);
        assertThat(recipes.of(text)).isSameAs(first);
        Files.copy(FastTextCases.file("parts-11.bin"), model, StandardCopyOption.REPLACE_EXISTING);

        RecipeFile second = recipes.of(text);
        assertThat(second.digest()).isNotEqualTo(first.digest());
        assertThat(recipes.of(text)).isSameAs(second);
    }
}
