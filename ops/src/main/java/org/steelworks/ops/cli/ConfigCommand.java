package org.steelworks.ops.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.recipe.RecipeException;
import org.steelworks.core.recipe.RecipeSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code steel config}: recipes before anything runs. */
@Command(
        name = "config",
        description = "Check a recipe, print it resolved, or print the schema of recipes.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(schema|print|validate)")
final class ConfigCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do: schema, print or validate");
    }

    @Command(
            name = "schema",
            description = "Print the JSON Schema of recipes, for editors.",
            mixinStandardHelpOptions = true)
    int schema() {
        spec.commandLine().getOut().print(RecipeSchema.json());
        return 0;
    }

    @Command(
            name = "print",
            description = "Print a recipe with every key written out, and where each value comes from.",
            mixinStandardHelpOptions = true)
    int print(
            @Mixin RecipeOptions recipe,
            @Option(names = "--plain", description = "Without origins: a recipe for the same run.") boolean plain) {
        Recipe read = recipe.read();
        spec.commandLine().getOut().print(plain ? read.resolvedYaml() : read.withOrigins());
        return 0;
    }

    @Command(
            name = "validate",
            description = "Read recipes and print everything that is wrong with them; ends with 2 if anything is,"
                    + " else with 4 if a file is not there.",
            mixinStandardHelpOptions = true)
    int validate(
            @picocli.CommandLine.Parameters(paramLabel = "RECIPE", arity = "1..*", description = "Recipe files.")
                    List<Path> recipes,
            @Option(names = "--set", paramLabel = "a.b=c", description = "Override a key; may be repeated.")
                    List<String> sets) {
        int result = 0;
        for (Path recipe : recipes) {
            try {
                RecipeOptions.read(recipe, sets == null ? new ArrayList<>() : sets);
                spec.commandLine().getOut().println(recipe + ": ok");
            } catch (RecipeException e) {
                result = CommandFailure.USAGE;
                spec.commandLine().getErr().println(e.getMessage());
            } catch (CommandFailure e) {
                result = result == 0 ? e.exitCode() : result;
                spec.commandLine().getErr().println(e.getMessage());
            }
        }
        return result;
    }
}
