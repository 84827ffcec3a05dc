package org.steelworks.core.recipe;

/**
 * One thing wrong with a recipe.
 *
 * @param code which kind of mistake
 * @param place file and line, environment variable or option, such as {@code recipe.yaml:12}
 * @param key dotted key, or empty where the text as a whole is wrong
 * @param what what is wrong and why
 * @param hint what to do
 */
public record RecipeProblem(Code code, String place, String key, String what, String hint) {
    /** Mistakes in recipes, with the number users can search for. */
    public enum Code {
        UNREADABLE("STEEL-1001"),
        SYNTAX("STEEL-1002"),
        UNKNOWN_KEY("STEEL-1003"),
        WRONG_VALUE("STEEL-1004"),
        MISSING_KEY("STEEL-1005"),
        NOT_SUPPORTED("STEEL-1006"),
        CONTRADICTION("STEEL-1007");

        private final String number;

        Code(String number) {
            this.number = number;
        }

        /** {@code STEEL-nnnn}. */
        public String number() {
            return number;
        }
    }

    @Override
    public String toString() {
        return place + ": " + (key.isEmpty() ? "" : key + ": ") + what + ". " + hint + " [" + code.number() + "]";
    }
}
