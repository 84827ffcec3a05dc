package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.growth.Addition;
import org.steelworks.data.pack.InvalidShard;
import org.steelworks.ops.wiring.StoppedRunData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel data}: lets the data of a training run grow. */
@Command(
        name = "data",
        description = "Add packed shards to the data of a training run, whether it is going on or stopped.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(add)")
final class DataCommand implements Runnable {
    private static final String NUMBER = "[0-9]+";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do with the data: add");
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
        String named = set == null || set.matches(NUMBER)
                ? set
                : Path.of(set).toAbsolutePath().normalize().toString();
        if (dir == null) {
            toJob(cluster, arguments.get(0), paths, named);
        } else {
            toFolder(dir.toAbsolutePath().normalize(), paths, named);
        }
        return 0;
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
