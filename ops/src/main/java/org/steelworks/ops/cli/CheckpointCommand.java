package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.steelworks.checkpoint.catalog.CheckpointCatalog;
import org.steelworks.checkpoint.catalog.CheckpointFolder;
import org.steelworks.checkpoint.catalog.CheckpointHash;
import org.steelworks.checkpoint.catalog.CheckpointLocation;
import org.steelworks.checkpoint.catalog.CheckpointSummary;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.checkpoint.store.DirectoryStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code steel checkpoint}: looks at checkpoints and changes nothing. */
@Command(
        name = "checkpoint",
        description = "List, verify, hash or inspect checkpoints.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(ls|verify|hash|inspect)")
final class CheckpointCommand implements Runnable {
    private static final String WHERE = "A checkpoint, a folder of checkpoints, or a run's folder.";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(
                spec.commandLine(), "say what to do with the checkpoints: ls, verify, hash or inspect");
    }

    @Command(name = "ls", description = "List checkpoints, oldest first.", mixinStandardHelpOptions = true)
    int ls(
            @Parameters(paramLabel = "DIR", description = WHERE) Path dir,
            @Option(names = "--json", description = "Print JSON.") boolean json)
            throws IOException {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (CheckpointCatalog.Listing listing : listings(dir)) {
            ObjectNode node = list.addObject().put("step", listing.step());
            if (listing.complete()) {
                CheckpointFacts facts = listing.checkpoint().manifest().facts();
                node.put("applied_steps", facts.appliedSteps());
                node.put("bytes", listing.checkpoint().bytes());
                node.put("recipe_digest", facts.recipeDigest());
                node.put("folder", listing.checkpoint().name());
            } else {
                node.put("fault", listing.fault());
            }
        }
        if (json) {
            spec.commandLine().getOut().println(list.toPrettyString());
        } else {
            list.forEach(node -> spec.commandLine().getOut().println(line((ObjectNode) node)));
        }
        return 0;
    }

    private static String line(ObjectNode node) {
        String step = String.format(Locale.ROOT, "step %8d  ", node.path("step").asLong());
        return node.has("fault")
                ? step + "unusable: " + node.path("fault").asText()
                : step
                        + String.format(
                                Locale.ROOT,
                                "%8.1f MiB  recipe %.12s  %s",
                                node.path("bytes").asLong() / 1048576.0,
                                node.path("recipe_digest").asText(),
                                node.path("folder").asText());
    }

    @Command(
            name = "verify",
            description = "Read every byte and compare all checksums; ends with 1 where one is damaged.",
            mixinStandardHelpOptions = true)
    int verify(
            @Parameters(paramLabel = "DIR", description = WHERE) Path dir,
            @Option(names = "--step", paramLabel = "S", description = "Only the checkpoint of this step.") Long step)
            throws IOException {
        int faults = 0;
        List<CheckpointCatalog.Listing> listings = listings(dir);
        if (listings.isEmpty() || step != null && listings.stream().noneMatch(l -> l.step() == step)) {
            throw new NoSuchFileException(dir + ": holds no checkpoint" + (step == null ? "" : " of step " + step)
                    + "; its steps are "
                    + listings.stream().map(CheckpointCatalog.Listing::step).toList());
        }
        for (CheckpointCatalog.Listing listing : listings) {
            if (step == null || listing.step() == step) {
                String fault = listing.complete() ? CheckpointCatalog.fault(listing.checkpoint()) : listing.fault();
                faults += fault == null ? 0 : 1;
                spec.commandLine()
                        .getOut()
                        .println("step " + listing.step() + ": " + (fault == null ? "ok" : "damaged: " + fault));
            }
        }
        return faults == 0 ? 0 : CommandFailure.FAILED;
    }

    @Command(
            name = "hash",
            description = "Print the SHA-256 of a checkpoint's content, whatever workers and buckets wrote it.",
            mixinStandardHelpOptions = true)
    int hash(
            @Parameters(paramLabel = "DIR", description = WHERE + " Of several the newest sound one.") Path dir,
            @Option(names = "--weights", description = "Of the weights alone.") boolean weights,
            @Option(names = "--step", paramLabel = "S", description = "The checkpoint of this step.") Long step)
            throws IOException {
        CheckpointFolder checkpoint = find(dir, step);
        String hash = weights ? CheckpointHash.ofWeights(checkpoint) : CheckpointHash.ofState(checkpoint);
        spec.commandLine().getOut().println("sha256 " + hash);
        return 0;
    }

    @Command(name = "inspect", description = "Print what a checkpoint holds, as JSON.", mixinStandardHelpOptions = true)
    int inspect(
            @Parameters(paramLabel = "DIR", description = WHERE + " Of several the newest sound one.") Path dir,
            @Option(names = "--step", paramLabel = "S", description = "The checkpoint of this step.") Long step)
            throws IOException {
        spec.commandLine()
                .getOut()
                .println(CheckpointSummary.of(find(dir, step)).toPrettyString());
        return 0;
    }

    private static void mustExist(Path dir) throws NoSuchFileException {
        if (!Files.exists(dir)) {
            throw new NoSuchFileException(
                    dir + ": there is no such folder; give a run's folder or one with checkpoints");
        }
    }

    private static List<CheckpointCatalog.Listing> listings(Path dir) throws IOException {
        mustExist(dir);
        Path folder = dir.toAbsolutePath().normalize();
        if (!Files.exists(folder.resolve(Manifest.FILE))) {
            return CheckpointLocation.catalog(folder).list();
        }
        CheckpointFolder one = CheckpointFolder.open(new DirectoryStore(folder), "");
        return List.of(new CheckpointCatalog.Listing(one.manifest().facts().step(), one, null));
    }

    /** A checkpoint of which every checksum was verified. */
    private CheckpointFolder find(Path dir, Long step) throws IOException {
        mustExist(dir);
        Path folder = dir.toAbsolutePath().normalize();
        if (step != null && !Files.exists(folder.resolve(Manifest.FILE))) {
            CheckpointFolder checkpoint = CheckpointLocation.catalog(folder).open(step);
            checkpoint.verify();
            return checkpoint;
        }
        CheckpointLocation.Found found = CheckpointLocation.find(folder);
        found.passedOver().forEach(spec.commandLine().getErr()::println);
        return found.checkpoint();
    }
}
