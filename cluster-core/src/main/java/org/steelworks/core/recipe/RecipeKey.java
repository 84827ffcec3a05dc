package org.steelworks.core.recipe;

import java.util.Set;
import org.steelworks.core.spec.RunKind;

/**
 * One key of a recipe.
 *
 * @param path dotted
 * @param type what it takes
 * @param fallback value where the recipe says nothing: none, built in or derived
 * @param kinds of run that read it
 * @param description one sentence for people and editors
 */
record RecipeKey(String path, ValueType type, Fallback fallback, Set<RunKind> kinds, String description) {

    /** What holds where a recipe says nothing. */
    record Fallback(boolean required, boolean derived, Object value) {
        static Fallback mustBeGiven() {
            return new Fallback(true, false, null);
        }

        static Fallback derivedAs(String formula) {
            return new Fallback(false, true, formula);
        }

        static Fallback builtIn(Object value) {
            return new Fallback(false, false, value);
        }
    }

    /** The last part of the path. */
    String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
