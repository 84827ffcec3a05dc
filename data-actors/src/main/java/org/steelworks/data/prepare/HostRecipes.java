package org.steelworks.data.prepare;

import java.util.LinkedHashMap;
import java.util.Map;
import org.steelworks.data.clean.recipe.OperatorRecipeReader.RecipeFile;
import org.steelworks.data.clean.recipe.RecipeText;

/**
 * The recipes of the units that a data node does: the last few, since their models may take much memory, and a unit must
 * not wait for them to be read again. Any thread; reading one holds up the others.
 */
final class HostRecipes {
    private static final int KEPT = 4;

    private final Map<RecipeText, RecipeFile> recipes = new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RecipeText, RecipeFile> eldest) {
            return size() > KEPT;
        }
    };

    /** The operators of a text, with its model files as they are now; fails as {@link RecipeText#read}. */
    synchronized RecipeFile of(RecipeText text) {
        RecipeFile known = recipes.get(text);
        if (known == null || known.recipe().changedModel().isPresent()) {
            known = text.read();
            recipes.put(text, known);
        }
        return known;
    }

    /** Lets all go. */
    synchronized void forget() {
        recipes.clear();
    }
}
