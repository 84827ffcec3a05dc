package org.steelworks.ops.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.RunKind;
import org.steelworks.ops.wiring.LocalNode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A recipe file and what stands above it. */
final class RecipeOptions {
    @Parameters(index = "0", paramLabel = "RECIPE", description = "Recipe file (YAML).")
    private Path recipe;

    @Option(names = "--set", paramLabel = "a.b=c", description = "Override a key of the recipe; may be repeated.")
    private List<String> sets = new ArrayList<>();

    Path file() {
        return recipe;
    }

    Recipe read() {
        return read(recipe, sets);
    }

    /**
     * A recipe that a training command takes.
     *
     * @throws CommandFailure where it is of another kind, naming the command for it
     */
    static Recipe training(Recipe recipe, Path file) {
        RunKind kind = recipe.spec().kind();
        if (kind != RunKind.PRETRAIN) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "recipe " + file + " is of kind " + kind.key() + " and trains nothing: run it with steel "
                            + kind.key() + " " + file + ", or set its kind to " + RunKind.PRETRAIN.key());
        }
        return recipe;
    }

    /** Reads a recipe file with options and environment above it. */
    static Recipe read(Path file, List<String> sets) {
        if (!Files.exists(file)) {
            throw new CommandFailure(
                    CommandFailure.NOT_FOUND, "recipe " + file + ": there is no such file; check the path");
        }
        return LocalNode.recipes().read(file, new Overrides(sets, System.getenv()));
    }
}
