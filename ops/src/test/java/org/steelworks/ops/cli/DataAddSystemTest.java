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
 * Data that are added to a run while it goes on, and while it is stopped, with real processes that are killed: it ends with
 * the bits of a run that had the same data behind the same steps and that nothing befell.
 */
@Timeout(300)
class DataAddSystemTest extends ChangingDataScenario {

    @Test
    void aJobTakesDataInWhileItRunsAndItsNodeIsKilled() throws Exception {
        Path recipe = permuted(TinyRun.write(dir, STEPS));
        int port = FreePort.find();
        url = "http://127.0.0.1:" + port;
        String id;
        Path run;
        Process node = up(port);
        try {
            id = submitted(recipe);
            await(id, job -> job.path("step").asLong() >= 40);
            run = Path.of(job(id).path("dir").asText());
            Path more = TinyRun.writeMore(dir, "more", 13);
            CliRun added = steel("data", "add", id, more);
            assertThat(added.exitCode()).as(added.err()).isZero();
            assertThat(added.err()).contains("1 shard more, 32 blocks");
            refusals(id, more);
            await(id, job -> place(run, 0) >= 0 && job.path("step").asLong() >= place(run, 0) + 30);
            assertThat(place(run, 0)).isGreaterThanOrEqualTo(40);
            SteelProcess.kill(node);
        } finally {
            node.destroyForcibly();
        }
        node = up(port);
        try {
            await(
                    id,
                    job -> job.path("state").asText().equals("running")
                            && job.path("step").asLong() > 0);
            assertThat(steel("stop", id).exitCode()).isZero();
            await(id, job -> job.path("state").asText().equals("stopped"));
            CliRun added = steel("data", "add", id, TinyRun.writeMore(dir, "evenmore", 17), "--set", "0");
            assertThat(added.exitCode()).as(added.err()).isZero();
            assertThat(place(run, 1)).as("it waits").isEqualTo(-1);
            assertThat(steel("resume", id).exitCode()).isZero();
            await(id, job -> job.path("state").asText().equals("succeeded"));
        } finally {
            node.destroyForcibly();
        }
        assertThat(place(run, 1)).isGreaterThanOrEqualTo(place(run, 0));
        assertThat(Files.readAllLines(run.resolve("events.jsonl")))
                .filteredOn(line -> line.contains("\"data_added\""))
                .hasSize(2);
        assertSameAsUndisturbed(recipe, run);
    }

    @Test
    void aRunThatWasKilledTakesDataInWhenItIsResumed() throws Exception {
        Path recipe = permuted(TinyRun.write(dir, STEPS));
        Path run = dir.resolve("run");
        Process training = steelProcess("train", recipe, "--dir", run, "--workers", 2);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> new TrainedRun(run).steps() >= 100);
            SteelProcess.kill(training);
        } finally {
            training.destroyForcibly();
        }
        assertThat(new TrainedRun(run).steps()).isLessThan(STEPS);
        CliRun added = CliRun.of("data", "add", "--dir", run, TinyRun.writeMore(dir, "more", 13));
        assertThat(added.exitCode()).as(added.err()).isZero();
        CliRun twice = CliRun.of("data", "add", "--dir", run, dir.resolve("more"));
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err()).contains("more/tiny_process0_0000000000.bin has the same content");

        CliRun resumed = CliRun.of("train", recipe, "--dir", run, "--workers", 1, "--resume");
        assertThat(resumed.exitCode()).as(resumed.err()).isZero();
        assertThat(place(run, 0)).isGreaterThanOrEqualTo(100);
        assertSameAsUndisturbed(recipe, run);

        Files.move(dir.resolve("more"), dir.resolve("away"));
        CliRun gone = CliRun.of("ledger", "verify", run, "--from", STEPS);
        assertThat(gone.exitCode()).isNotZero();
        assertThat(gone.err()).contains(dir.resolve("more").toString());
    }

    private void refusals(String id, Path more) throws IOException {
        CliRun twice = steel("data", "add", id, more);
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err())
                .contains("more/tiny_process0_0000000000.bin has the same content")
                .contains("STEEL-2009");
        assertThat(steel("data", "add", "nothing-0007", more).exitCode()).isEqualTo(4);
        assertThat(steel("data", "add", id).exitCode()).isEqualTo(2);
        CliRun nowhere = steel("data", "add", id, dir.resolve("nowhere"));
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains(dir.resolve("nowhere").toString());
        CliRun set = steel("data", "add", id, TinyRun.writeMore(dir, "other", 19), "--set", "1");
        assertThat(set.exitCode()).isEqualTo(2);
        assertThat(set.err()).contains("no shard set '1'").contains("0: " + dir.resolve("shards"));
    }
}
