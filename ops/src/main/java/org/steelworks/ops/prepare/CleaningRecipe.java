package org.steelworks.ops.prepare;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;

/**
 * The operators of a cleaning, by the name that a user gives.
 *
 * @param operators in order
 * @param digest of the recipe's text and of its model files: work done under another one is not reused
 * @param unusedKeys keys of the file that say where data lie and how another program runs, and have no effect here
 */
public record CleaningRecipe(OperatorRecipe operators, String digest, List<String> unusedKeys) {
    public CleaningRecipe {
        unusedKeys = List.copyOf(unusedKeys);
    }

    /**
     * Reads a recipe.
     *
     * @param nameOrFile a bundled recipe, or a file in Data-Juicer's form
     * @throws org.steelworks.data.clean.recipe.OperatorRecipeException where it cannot be used as it stands
     * @throws IOException where the file cannot be read
     */
    public static CleaningRecipe of(String nameOrFile) throws IOException {
        OperatorRecipeReader reader = new OperatorRecipeReader(OperatorRegistry.standard());
        if (OperatorRecipeReader.bundledNames().contains(nameOrFile)) {
            OperatorRecipeReader.RecipeFile bundled = reader.bundledFile(nameOrFile);
            return new CleaningRecipe(bundled.recipe(), bundled.digest(), List.of());
        }
        OperatorRecipeReader.RecipeFile file = reader.read(nameOrFile, text(Path.of(nameOrFile)));
        return new CleaningRecipe(file.recipe(), file.digest(), file.unusedKeys());
    }

    /** No operator: documents are converted and nothing else. */
    public static CleaningRecipe none() {
        return new CleaningRecipe(new OperatorRecipe("none", List.of()), "none", List.of());
    }

    private static String text(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(
                    "recipe " + file + ": there is neither such a file nor a bundled recipe of that"
                            + " name; bundled are " + String.join(", ", OperatorRecipeReader.bundledNames()));
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new IOException("recipe " + file + ": is not UTF-8 text; save it as UTF-8", e);
        }
    }
}
