package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code steel continue}, with real processes. */
@Timeout(300)
class ContinueSystemTest {
    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void name() {
        run = folder.resolve("run");
    }

    @Test
    void sixStepsAndFourAreTenWhereTheDecayEndsAtTen() throws IOException {
        train(recipe(6, "decay_steps: 10"), run, 1);
        CliRun four = CliRun.of("continue", run, "--steps", "+4", "--workers", 2);
        assertThat(four.exitCode()).as(four.err()).isZero();
        assertThat(four.err()).contains("Done: step 10").doesNotContain("learning rate");

        Path whole = folder.resolve("whole");
        train(recipe(10, "min_lr: 0.0"), whole, 2);

        assertThat(run.resolve("ledger.jsonl")).hasSameTextualContentAs(whole.resolve("ledger.jsonl"));
        assertThat(weights(run)).isEqualTo(weights(whole));
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl"))).hasSize(10);
        assertThat(run.resolve("recipe.resolved.yaml"))
                .content()
                .contains("steps: 10")
                .contains("decay_steps: 10");

        CliRun verify = CliRun.of("ledger", "verify", run, "--from", 7);
        assertThat(verify.exitCode()).as(verify.err()).isZero();
    }

    @Test
    void theDecayDoesNotMoveAndAnEndedOneIsToldOf() throws IOException {
        train(recipe(3, "min_lr: 0.0"), run, 1);
        CliRun more = CliRun.of("continue", run, "--steps", "+2");
        assertThat(more.exitCode()).as(more.err()).isZero();
        assertThat(more.err())
                .contains("The learning rate of all new steps is 0")
                .contains("cosine schedule ended at step 3 (train.schedule.decay_steps)");
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")).get(3)).contains("\"lr\":0.0,");
        assertThat(run.resolve("recipe.resolved.yaml"))
                .content()
                .contains("steps: 5")
                .contains("decay_steps: 3");
    }

    @Test
    void whatCannotBeContinuedIsRefused() throws IOException {
        CliRun nowhere = CliRun.of("continue", run, "--steps", "+4");
        assertThat(nowhere.exitCode()).isEqualTo(CommandFailure.NOT_FOUND);
        assertThat(nowhere.err()).contains("holds no run").contains("recipe.resolved.yaml");
        for (String wrong : new String[] {"4", "+0", "-4", "+x"}) {
            CliRun form = CliRun.of("continue", run, "--steps=" + wrong);
            assertThat(form.exitCode()).isEqualTo(CommandFailure.USAGE);
            assertThat(form.err()).contains("--steps is '" + wrong + "'").contains("+N");
        }

        train(recipe(4, "min_lr: 0.0"), run, 1);
        Path recorded = run.resolve("recipe.resolved.yaml");
        Files.writeString(recorded, Files.readString(recorded).replace("steps: 4", "steps: 6"));
        CliRun early = CliRun.of("continue", run, "--steps", "+4");
        assertThat(early.exitCode()).isEqualTo(CommandFailure.USAGE);
        assertThat(early.err()).contains("has done 4 of its 6 steps").contains("--resume");
    }

    private Path recipe(int steps, String schedule) throws IOException {
        Path recipe = TinyRun.write(folder, steps);
        return Files.writeString(
                recipe,
                Files.readString(recipe)
                        .replace(
                                "{name: constant, warmup_steps: 5}",
                                "{name: cosine, warmup_steps: 1, " + schedule + "}"));
    }

    private static void train(Path recipe, Path run, int workers) {
        CliRun train = CliRun.of("train", recipe, "--dir", run, "--workers", workers);
        assertThat(train.exitCode()).as(train.err()).isZero();
    }

    /** Digest of the weights of the newest checkpoint. */
    private static String weights(Path run) {
        CliRun hash = CliRun.of("checkpoint", "hash", run);
        assertThat(hash.exitCode()).as(hash.err()).isZero();
        return hash.out();
    }
}
