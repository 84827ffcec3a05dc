package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A run whose shard sets get other weights while it goes on, while data are added, and while it is stopped, with real
 * processes that are killed: it ends with the bits of a run that had the same weights behind the same steps and that
 * nothing befell.
 */
@Timeout(300)
class DataMixSystemTest extends ChangingDataScenario {

    @Test
    void aJobIsMixedAnewWhileItRunsAndItsNodeIsKilled() throws Exception {
        Path recipe = permuted(TinyRun.writeMixture(dir, STEPS));
        int port = FreePort.find();
        url = "http://127.0.0.1:" + port;
        String id;
        Path run;
        Process node = up(port);
        try {
            id = submitted(recipe);
            await(id, job -> job.path("step").asLong() >= 40);
            run = Path.of(job(id).path("dir").asText());
            CliRun mixed = steel("data", "mix", id, dir.resolve("more") + "=0.5");
            assertThat(mixed.exitCode()).as(mixed.err()).isZero();
            assertThat(mixed.err()).contains("Job " + id + " has new weights: set 0 1.0, set 1 0.5");
            refusals(id);
            await(id, job -> place(run, 0) >= 0 && job.path("step").asLong() >= place(run, 0) + 30);
            assertThat(place(run, 0)).isGreaterThanOrEqualTo(40);
            CliRun added = steel("data", "add", id, TinyRun.writeMore(dir, "evenmore", 13), "--set", "1");
            assertThat(added.exitCode()).as(added.err()).isZero();
            CliRun resting = steel("data", "mix", id, "0=0");
            assertThat(resting.exitCode()).as(resting.err()).isZero();
            SteelProcess.kill(node);
        } finally {
            node.destroyForcibly();
        }
        node = up(port);
        try {
            await(id, job -> place(run, 2) >= 0 && job.path("step").asLong() >= place(run, 2) + 10);
            assertThat(steel("stop", id).exitCode()).isZero();
            await(id, job -> job.path("state").asText().equals("stopped"));
            CliRun mixed = steel("data", "mix", id, "0=2", "1=3");
            assertThat(mixed.exitCode()).as(mixed.err()).isZero();
            assertThat(place(run, 3)).as("it waits").isEqualTo(-1);
            assertThat(steel("resume", id).exitCode()).isZero();
            await(id, job -> job.path("state").asText().equals("succeeded"));
        } finally {
            node.destroyForcibly();
        }
        assertThat(place(run, 3)).isGreaterThanOrEqualTo(place(run, 2));
        assertThat(Files.readAllLines(run.resolve("events.jsonl")))
                .filteredOn(line -> line.contains("\"data_mixed\""))
                .as("the second may have been lost with the node, its weights not")
                .hasSizeBetween(2, 3);
        assertSameAsUndisturbed(recipe, run);
    }

    @Test
    void aRunThatWasKilledIsMixedAnewWhenItIsResumed() throws Exception {
        Path recipe = permuted(TinyRun.writeMixture(dir, STEPS));
        Path run = dir.resolve("run");
        Process training = steelProcess("train", recipe, "--dir", run, "--workers", 2);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> new TrainedRun(run).steps() >= 100);
            SteelProcess.kill(training);
        } finally {
            training.destroyForcibly();
        }
        assertThat(new TrainedRun(run).steps()).isLessThan(STEPS);
        CliRun mixed = CliRun.of("data", "mix", "--dir", run, "0=5");
        assertThat(mixed.exitCode()).as(mixed.err()).isZero();
        assertThat(mixed.err()).contains("The run in " + run + " has new weights: set 0 5.0, set 1 2.0");
        CliRun twice = CliRun.of("data", "mix", "--dir", run, "0=5");
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err()).contains("draws its sets as 5 : 2 already");

        String text = Files.readString(recipe);
        Path other = Files.writeString(dir.resolve("other.yaml"), text.replace("weight: 2.0", "weight: 0.4"));
        CliRun refused = CliRun.of("train", other, "--dir", run, "--workers", 1, "--resume");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err())
                .contains("data.train is [weight 1.0, weight 0.4], the run has [weight 1.0, weight 2.0]")
                .contains("steel data mix");

        CliRun resumed = CliRun.of("train", recipe, "--dir", run, "--workers", 1, "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(place(run, 0)).isGreaterThanOrEqualTo(100);
        assertSameAsUndisturbed(recipe, run);
    }

    private void refusals(String id) throws IOException {
        CliRun same = steel("data", "mix", id, "0=2", "1=1");
        assertThat(same.exitCode()).isEqualTo(2);
        assertThat(same.err()).contains("draws its sets as 2 : 1 already").contains("STEEL-2009");
        CliRun unknown = steel("data", "mix", id, "2=1");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("no shard set '2'").contains("1: " + dir.resolve("more"));
        CliRun none = steel("data", "mix", id, "0=0", "1=0");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("all weights are 0");
        assertThat(steel("data", "mix", "nothing-0007", "0=1").exitCode()).isEqualTo(4);
        assertThat(steel("data", "mix", id).exitCode()).isEqualTo(2);
        CliRun word = steel("data", "mix", id, "0=much");
        assertThat(word.exitCode()).isEqualTo(2);
        assertThat(word.err()).contains("'0=much' has no number");
        assertThat(steel("data", "mix", id, "0").err()).contains("'0' is no SET=WEIGHT");
        assertThat(steel("data", "mix", id, "0=1", "0=2").err()).contains("a second weight");
    }
}
