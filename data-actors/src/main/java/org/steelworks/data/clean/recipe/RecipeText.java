package org.steelworks.data.clean.recipe;

/**
 * An operator recipe as text, so that another process can make the same operators of it.
 *
 * @param file absolute path, which names the recipe and from whose folder paths in it count; need not exist
 * @param yaml what it says
 */
public record RecipeText(String file, String yaml) {
    /** Makes the operators, reading the model files that they need. */
    public OperatorRecipeReader.RecipeFile read() {
        return new OperatorRecipeReader(OperatorRegistry.standard()).read(file, yaml);
    }
}
