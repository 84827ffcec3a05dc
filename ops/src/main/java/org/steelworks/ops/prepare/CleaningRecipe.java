package org.steelworks.ops.prepare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;
import org.steelworks.data.clean.recipe.RecipeText;

/**
 * The operators of a cleaning, by the name that a user gives.
 *
 * @param operators in order
 * @param text they are made of, so that other processes can make them too
 * @param digest of the recipe's text and of its model files: work done under another one is not reused
 * @param unusedKeys keys of the file that say where data lie and how another program runs, and have no effect here
 */
public record CleaningRecipe(OperatorRecipe operators, RecipeText text, String digest, List<String> unusedKeys) {
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
        if (OperatorRecipeReader.bundledNames().contains(nameOrFile)) {
            // paths in it count from the folder where the command is given
            RecipeText text = new RecipeText(absolute(Path.of(nameOrFile + ".yaml")), bundledText(nameOrFile));
            OperatorRecipeReader.RecipeFile bundled =
                    new OperatorRecipeReader(OperatorRegistry.standard()).bundledFile(nameOrFile);
            return new CleaningRecipe(bundled.recipe(), text, bundled.digest(), List.of());
        }
        Path file = Path.of(nameOrFile);
        RecipeText text = new RecipeText(absolute(file), text(file));
        OperatorRecipeReader.RecipeFile read = text.read();
        return new CleaningRecipe(read.recipe(), text, read.digest(), read.unusedKeys());
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    /** No operator: documents are converted and nothing else. */
    public static CleaningRecipe none() {
        return new CleaningRecipe(new OperatorRecipe("none", List.of()), new RecipeText("none", ""), "none", List.of());
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

    private static String bundledText(String name) throws IOException {
        try (InputStream in = OperatorRecipeReader.class.getResourceAsStream("/recipes/" + name + ".yaml")) {
            if (in == null) {
                throw new IOException("resource recipes/" + name + ".yaml is missing from this build: build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
