package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.RunKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel submit}: a recipe, resolved here, as a job of a cluster. */
@Command(
        name = "submit",
        description = "Submit a recipe to a cluster and print the job's id.",
        mixinStandardHelpOptions = true)
final class SubmitCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private RecipeOptions recipe;

    @Mixin
    private ClusterOptions cluster;

    @Option(
            names = "--key",
            paramLabel = "K",
            description = "A word of your own: submitting again with it gives the same job, not a second one.")
    private String key;

    @Option(
            names = "--dir",
            paramLabel = "D",
            description = "Folder of the run's files (default: one in the folder of the cluster).")
    private Path dir;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the job (default: that of the recipe file).")
    private String name;

    @Option(
            names = "--priority",
            paramLabel = "P",
            description = "Higher ones start first (default: ${DEFAULT-VALUE}).")
    private int priority;

    @Option(names = "--follow", description = "Print its log on standard error until it has ended.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Recipe read = recipe.read();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("recipe", read.resolvedYaml());
        body.put("name", name != null ? name : stem(recipe.file()));
        body.put("priority", priority);
        if (dir != null) {
            body.put("dir", dir.toAbsolutePath().normalize().toString());
        }
        ApiClient client = cluster.client();
        String id = client.submit(body, key).path("id").asText();
        spec.commandLine().getOut().println(id);
        spec.commandLine().getOut().flush();
        return follow ? follow(client, id) : 0;
    }

    private static String stem(Path file) {
        String whole = file.getFileName().toString();
        int dot = whole.lastIndexOf('.');
        return dot > 0 ? whole.substring(0, dot) : whole;
    }

    private int follow(ApiClient client, String id) throws InterruptedException {
        JsonNode end = new LogFollower(
                        client,
                        id,
                        spec.commandLine().getErr(),
                        spec.commandLine().getErr())
                .follow();
        String state = end.path("state").asText();
        if (state.equals("failed")) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "job " + id + " failed at " + place(end) + ": "
                            + end.path("reason").asText());
        }
        spec.commandLine()
                .getErr()
                .println("Job " + id + " " + state + " at " + place(end) + ", files in "
                        + end.path("dir").asText());
        return 0;
    }

    private static String place(JsonNode job) {
        boolean cleans = job.path("kind").asText().equals(RunKind.PREPARE.key());
        return (cleans ? "unit " : "step ") + job.path("step").asLong();
    }
}
