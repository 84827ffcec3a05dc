package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.growth.InvalidMixture;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.ops.wiring.StoppedRunData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel data}: changes the data of a training run. */
@Command(
        name = "data",
        description =
                "Change the data of a training run, whether it is going on or stopped: add packed shards, or give its"
                        + " shard sets other weights.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(add | mix)")
final class DataCommand implements Runnable {
    private static final String NUMBER = "[0-9]+";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with the data: add or mix");
    }

    @Command(
            name = "add",
            description = {
                "Add packed shards to the data of a training run.",
                "What the run has not trained yet in its present pass and the new blocks are mixed; what it has trained"
                        + " does not come again in this pass. A run that is going on takes them in between two steps, another"
                        + " one when it goes on; events.jsonl says behind which step. A shard that the run has already is"
                        + " refused.",
                "",
                "steel data add ID PATH...        for a job of a cluster",
                "steel data add --dir D PATH...   for a run of steel train that is not going on"
            },
            mixinStandardHelpOptions = true)
    int add(
            @Mixin ClusterOptions cluster,
            @Option(
                            names = "--dir",
                            paramLabel = "D",
                            description = "Folder of a run of steel train, in place of a job's ID.")
                    Path dir,
            @Option(
                            names = "--set",
                            paramLabel = "SET",
                            description =
                                    "The shard set of data.train that they are for: its number, from 0, or its path."
                                            + " Not needed where the run has one.")
                    String set,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "[ID] PATH",
                            description = "The job, unless --dir is given; then shard files, or folders of them.")
                    List<String> arguments)
            throws IOException {
        List<Path> paths = arguments.subList(dir == null ? 1 : 0, arguments.size()).stream()
                .map(path -> Path.of(path).toAbsolutePath().normalize())
                .toList();
        if (paths.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "name at least one shard file, or folder of them, behind the job's ID");
        }
        String named = set == null ? null : named(set);
        if (dir == null) {
            toJob(cluster, arguments.get(0), paths, named);
        } else {
            toFolder(dir.toAbsolutePath().normalize(), paths, named);
        }
        return 0;
    }

    @Command(
            name = "mix",
            description = {
                "Draw the samples of a training run from its shard sets with other weights.",
                "From its next generation on a run that is going on, another one from its next step on, takes samples in"
                        + " the new proportion; each set goes on in its order where it stood, so no block comes twice in a"
                        + " pass or is left out. A set that is not named keeps its weight; one with the weight 0 rests until it"
                        + " gets another. The recipe stays as it is. events.jsonl says behind which step the weights"
                        + " changed.",
                "",
                "steel data mix ID SET=WEIGHT...        for a job of a cluster",
                "steel data mix --dir D SET=WEIGHT...   for a run of steel train that is not going on"
            },
            mixinStandardHelpOptions = true)
    int mix(
            @Mixin ClusterOptions cluster,
            @Option(
                            names = "--dir",
                            paramLabel = "D",
                            description = "Folder of a run of steel train, in place of a job's ID.")
                    Path dir,
            @Parameters(
                            arity = "1..*",
                            paramLabel = "[ID] SET=WEIGHT",
                            description =
                                    "The job, unless --dir is given; then shard sets of data.train, by number, from 0, or"
                                            + " by path, with their weights.")
                    List<String> arguments)
            throws IOException {
        Map<String, Double> weights = weights(arguments.subList(dir == null ? 1 : 0, arguments.size()));
        if (dir == null) {
            mixJob(cluster, arguments.get(0), weights);
        } else {
            mixFolder(dir.toAbsolutePath().normalize(), weights);
        }
        return 0;
    }

    private Map<String, Double> weights(List<String> arguments) {
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.lastIndexOf('=');
            if (equals < 1) {
                throw new ParameterException(
                        spec.commandLine(), "'" + argument + "' is no SET=WEIGHT; write for example 0=2.5");
            }
            if (weights.put(named(argument.substring(0, equals)), number(argument, equals + 1)) != null) {
                throw new ParameterException(
                        spec.commandLine(), "'" + argument + "' gives a set a second weight: give it one");
            }
        }
        if (weights.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "name at least one shard set with its weight, SET=WEIGHT, behind the job's ID");
        }
        return weights;
    }

    private double number(String argument, int from) {
        try {
            return Double.parseDouble(argument.substring(from));
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    spec.commandLine(), "'" + argument + "' has no number as weight; write for example 0=2.5", e);
        }
    }

    /** A set as the cluster understands it from any folder. */
    private static String named(String set) {
        return set.matches(NUMBER)
                ? set
                : Path.of(set).toAbsolutePath().normalize().toString();
    }

    private void mixJob(ClusterOptions cluster, String id, Map<String, Double> weights) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode named = body.putObject("weights");
        weights.forEach(named::put);
        List<Double> all = new ArrayList<>();
        cluster.client().mixData(id, body).path("weights").forEach(weight -> all.add(weight.doubleValue()));
        sayMixed("Job " + id, all);
    }

    private void mixFolder(Path dir, Map<String, Double> weights) throws IOException {
        try {
            sayMixed("The run in " + dir, StoppedRunData.mix(dir, weights).weights());
        } catch (InvalidMixture | InvalidShard e) {
            throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
        }
    }

    private void sayMixed(String run, List<Double> weights) {
        StringJoiner sets = new StringJoiner(", ");
        for (int set = 0; set < weights.size(); set++) {
            sets.add("set " + set + " " + weights.get(set));
        }
        spec.commandLine().getErr().println(run + " has new weights: " + sets);
    }

    private void toJob(ClusterOptions cluster, String id, List<Path> paths, String set) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("set", set);
        ArrayNode list = body.putArray("paths");
        paths.forEach(path -> list.add(path.toString()));
        JsonNode added = cluster.client().addData(id, body);
        say("Job " + id, added.path("shards").asInt(), added.path("blocks").asLong());
    }

    private void toFolder(Path dir, List<Path> paths, String set) throws IOException {
        try {
            Addition added = StoppedRunData.add(dir, paths, set);
            say("The run in " + dir, added.shards().size(), added.blocks());
        } catch (InvalidShard e) {
            throw new CommandFailure(CommandFailure.USAGE, e.getMessage(), e);
        }
    }

    private void say(String run, int shards, long blocks) {
        spec.commandLine()
                .getErr()
                .println(run + " has " + shards + (shards == 1 ? " shard" : " shards") + " more, " + blocks
                        + (blocks == 1 ? " block" : " blocks"));
    }
}
