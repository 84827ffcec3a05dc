package org.steelworks.core.recipe;

/**
 * Where a setting's value came from.
 *
 * @param kind which source won
 * @param detail {@code recipe.yaml:12}, the variable's name, the whole option; the formula of a derived value; empty for
 *     built-in values
 */
public record Origin(Kind kind, String detail) {
    /** Sources of a value, strongest first. */
    public enum Kind {
        OPTION("--set"),
        ENVIRONMENT("environment"),
        FILE("file"),
        DERIVED("derived"),
        BUILT_IN("built-in");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    @Override
    public String toString() {
        if (kind == Kind.OPTION) {
            return detail;
        }
        return detail.isEmpty() ? kind.word : kind.word + " " + detail;
    }
}
