package org.steelworks.ops.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.steelworks.checkpoint.catalog.CheckpointCatalog;
import org.steelworks.checkpoint.ledger.StepLedgerFile;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.recipe.RecipeException;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.core.recipe.ScienceSettings;

/** Which recipe the files in a run's folder are of. Only reads; blocks on the disk. */
public final class FolderRecipe {
    private static final Pattern DIGEST = Pattern.compile("# recipe digest (\\S+).*");

    private FolderRecipe() {}

    /** The text of {@code recipe.resolved.yaml}: the digest in its first line, then every key. */
    static byte[] text(RunFolder folder) {
        String head = "# recipe digest " + folder.recipeDigest() + " of model, data and training settings\n";
        return (head + folder.resolvedRecipe()).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Refuses a folder that holds steps or checkpoints of another recipe than the run's.
     *
     * @throws IOException that says why and what to do
     */
    public static void requireSame(RunFolder folder, RecipeReader recipes) throws IOException {
        String recorded = recorded(folder.dir());
        List<CheckpointCatalog.Listing> checkpoints = checkpoints(folder.checkpoints());
        long steps = steps(folder.dir());
        FolderRule.Found found = new FolderRule.Found(
                folder.dir().toString(),
                folder.checkpoints().toString(),
                steps,
                checkpoints.size(),
                digest(steps > 0 ? recorded : "", checkpoints));
        String refusal = FolderRule.refusal(
                found, folder.recipeDigest(), differences(folder.dir(), recorded, folder.resolvedRecipe(), recipes));
        if (refusal != null) {
            throw new IOException(refusal);
        }
    }

    /**
     * The same from the settings alone, before anything of the run is opened.
     *
     * @param resolved text of the run's resolved recipe
     * @return why the run may not work in the folder and what to do, or null
     */
    public static String refusal(Path dir, String resolved, RecipeReader recipes) throws IOException {
        FolderRule.Found found = new FolderRule.Found(
                dir.toString(),
                dir.resolve("checkpoints").toString(),
                steps(dir),
                checkpoints(dir.resolve("checkpoints")).size(),
                null);
        return FolderRule.refusal(found, null, differences(dir, recorded(dir), resolved, recipes));
    }

    private static String recorded(Path dir) throws IOException {
        Path file = dir.resolve(RunFolder.RECIPE);
        return Files.isRegularFile(file) ? Files.readString(file) : "";
    }

    private static List<CheckpointCatalog.Listing> checkpoints(Path dir) throws IOException {
        return Files.isDirectory(dir)
                ? new CheckpointCatalog(new DirectoryStore(dir))
                        .list().stream()
                                .filter(CheckpointCatalog.Listing::complete)
                                .toList()
                : List.of();
    }

    /**
     * Replaces the recipe that is recorded in a folder by one of the same digest, at once and durably.
     *
     * @param resolved its text
     * @throws IOException when the folder has none, or the disk refuses
     */
    public static void replace(Path dir, String resolved) throws IOException {
        String head = recorded(dir).lines().findFirst().orElse("");
        if (!DIGEST.matcher(head).matches()) {
            throw new IOException(dir.resolve(RunFolder.RECIPE)
                    + " does not begin with the recipe's digest: it was edited;" + " put the first line back");
        }
        byte[] text = (head + "\n" + resolved).getBytes(StandardCharsets.UTF_8);
        new AtomicPublish(new DirectoryStore(dir)).file("", RunFolder.RECIPE, text);
    }

    /** Steps in a folder's step ledger; 0 where there is none. */
    public static long steps(Path dir) throws IOException {
        Path ledger = dir.resolve(StepLedgerFile.FILE);
        if (!Files.isRegularFile(ledger)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(ledger)) {
            return lines.count();
        }
    }

    /** What the recorded recipe's first line says, or else the newest checkpoint; null for neither. */
    private static String digest(String recorded, List<CheckpointCatalog.Listing> checkpoints) {
        Matcher first = DIGEST.matcher(recorded.lines().findFirst().orElse(""));
        if (first.matches()) {
            return first.group(1);
        }
        return checkpoints.isEmpty()
                ? null
                : checkpoints
                        .get(checkpoints.size() - 1)
                        .checkpoint()
                        .manifest()
                        .facts()
                        .recipeDigest();
    }

    private static List<String> differences(Path dir, String recorded, String resolved, RecipeReader recipes) {
        if (recorded.isEmpty()) {
            return List.of();
        }
        ScienceSettings own = recipes.science(resolved, RunFolder.RECIPE, dir);
        try {
            return own.differences(recipes.science(recorded, RunFolder.RECIPE, dir));
        } catch (RecipeException e) {
            return List.of("the recipe recorded there cannot be read (" + e.getMessage() + ")");
        }
    }
}
