package org.steelworks.core.recipe;

import java.util.List;
import java.util.stream.Collectors;

/** A recipe was refused; carries everything that is wrong with it, one line each in the message. */
public final class RecipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<RecipeProblem> problems;

    public RecipeException(List<RecipeProblem> problems) {
        super(problems.stream().map(RecipeProblem::toString).collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the recipe; at least one. */
    public List<RecipeProblem> problems() {
        return problems;
    }
}
