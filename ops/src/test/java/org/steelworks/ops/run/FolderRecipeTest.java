package org.steelworks.ops.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.id.RunId;
import org.steelworks.core.recipe.RecipeReader;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.data.feed.FeedPlan;

class FolderRecipeTest {
    private static final ModelSpec MODEL = new ModelSpec(
            512, 64, 64, 4, 2, 4, 4, 128, 0.02, 1e-6, 10_000, false, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1);
    private static final String RECIPE =
            """
            kind: pretrain
            model: {config: tiny.json}
            data: {train: [{path: shards}], sequence_length: 64}
            train: {steps: 20, global_batch: 8, micro_batch: 4, schedule: {micro_steps: 2}, seed: 11}
            """;

    @TempDir
    Path dir;

    private final RecipeReader recipes = new RecipeReader(path -> MODEL);

    private RunFolder folder(String recipe, String digest) {
        return new RunFolder(
                new RunId("run-1"),
                dir,
                dir.resolve("checkpoints"),
                recipe,
                digest,
                null,
                MODEL,
                DataFiles.begun(dir),
                new FeedPlan(8, 4, 1),
                64,
                2,
                1);
    }

    private void leave(String recipe, String digest, int steps) throws IOException {
        Files.write(dir.resolve("recipe.resolved.yaml"), FolderRecipe.text(folder(recipe, digest)));
        Files.writeString(dir.resolve("ledger.jsonl"), "{}\n".repeat(steps));
    }

    @Test
    void shouldLetARunGoOnInItsOwnFolderWhateverItsWorkersAndPaths() throws IOException {
        leave(RECIPE, "1234", 3);

        assertThatCode(() -> FolderRecipe.requireSame(
                        folder(
                                RECIPE.replace("path: shards", "path: moved") + "cluster: {workers: {max: 2}}\n",
                                "1234"),
                        recipes))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldLetARunBeginInAFolderWithoutStepsAndCheckpoints() throws IOException {
        leave(RECIPE, "1234", 0);

        assertThatCode(() -> FolderRecipe.requireSame(folder(RECIPE, "5678"), recipes))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseStepsOfAnotherRecipeNamingTheKeysAndWriteNothing() throws IOException {
        leave(RECIPE, "12341234123412341234", 3);
        List<Path> before = files();

        assertThatThrownBy(() -> FolderRecipe.requireSame(
                        folder(RECIPE.replace("seed: 11", "seed: 12"), "56785678567856785678"), recipes))
                .hasMessageContaining(dir + " holds 3 steps")
                .hasMessageContaining("train.seed is 12, the run has 11")
                .hasMessageContaining("Recipe digest there 123412341234, here 567856785678 (it covers model, data")
                .hasMessageContaining("Give the run another folder");
        assertThat(files()).isEqualTo(before);
        assertThat(dir.resolve("recipe.resolved.yaml")).content().contains("seed: 11");
    }

    @Test
    void shouldNameTheCommandThatChangesTheMixture() throws IOException {
        String two = RECIPE.replace("{path: shards}", "{path: a, weight: 1}, {path: b, weight: 2}");
        leave(two, "1234", 3);

        assertThatThrownBy(
                        () -> FolderRecipe.requireSame(folder(two.replace("weight: 2", "weight: 3"), "5678"), recipes))
                .hasMessageContaining("data.train is [weight 1.0, weight 3.0], the run has [weight 1.0, weight 2.0]")
                .hasMessageContaining("`steel data mix`");
        assertThatThrownBy(() -> FolderRecipe.requireSame(folder(RECIPE, "5678"), recipes))
                .as("sets cannot be mixed in or out")
                .hasMessageContaining("data.train is [weight 1.0], the run has")
                .hasMessageNotContaining("steel data mix");
    }

    @Test
    void shouldSayThatContentsDifferWhereTheSettingsAreTheSame() throws IOException {
        leave(RECIPE, "1234", 3);

        assertThatThrownBy(() -> FolderRecipe.requireSame(folder(RECIPE, "5678"), recipes))
                .hasMessageContaining("the shards or the model's files have other contents");
    }

    @Test
    void shouldCompareTheSettingsWhereNoDigestIsRecorded() throws IOException {
        Files.writeString(dir.resolve("recipe.resolved.yaml"), RECIPE);
        Files.writeString(dir.resolve("ledger.jsonl"), "{}\n");

        assertThatCode(() -> FolderRecipe.requireSame(folder(RECIPE, "5678"), recipes))
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        FolderRecipe.requireSame(folder(RECIPE.replace("steps: 20", "steps: 30"), "5678"), recipes))
                .hasMessageContaining("train.steps is 30")
                .hasMessageContaining("Recipe digest there not recorded");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(dir)) {
            return all.sorted().toList();
        }
    }
}
