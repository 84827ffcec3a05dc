package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger verify}: what two workers trained is computed again by one device. */
@Timeout(300)
class LedgerCommandSystemTest {
    private static final int STEPS = 30;

    @TempDir
    private Path folder;

    private Path run;

    @Test
    void theStepsOfARunAreComputedAgainAndCompared() throws IOException {
        run = folder.resolve("run");
        CliRun train = CliRun.of(
                "train",
                TinyRun.write(folder, STEPS),
                "--dir",
                run,
                "--workers",
                2,
                "--set",
                "checkpoint.every_steps=10",
                "--set",
                "checkpoint.keep=2");
        assertThat(train.exitCode()).as(train.err()).isZero();

        CliRun all = verify();
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(all.out()).contains("steps 1 to 30 repeat the ledger, computed from step 0");
        CliRun late = verify("--from", 25);
        assertThat(late.exitCode()).as(late.err()).isZero();
        assertThat(late.out()).contains("steps 25 to 30 repeat the ledger, computed from step 20");
        CliRun letGo = verify("--from", 15, "--to", 16);
        assertThat(letGo.exitCode()).as(letGo.err()).isZero();
        assertThat(letGo.err())
                .contains("no usable checkpoint of step 14 or before")
                .contains("step 1");

        refusals();
        differences();
        otherFingerprint();
    }

    @Test
    void aRunOnAMixtureIsComputedAgainAndKeepsItsWeights() throws IOException {
        Path recipe = TinyRun.writeMixture(folder, 15);
        run = folder.resolve("mixed");
        CliRun train = CliRun.of("train", recipe, "--dir", run, "--workers", 1, "--set", "checkpoint.every_steps=10");
        assertThat(train.exitCode()).as(train.err()).isZero();

        CliRun all = verify();
        assertThat(all.exitCode()).as(all.err()).isZero();
        CliRun late = verify("--from", 12);
        assertThat(late.out()).as(late.err()).contains("steps 12 to 15 repeat the ledger, computed from step 10");

        // Whoever changes the mixture in the run's own recipe gets other samples, and another recipe digest.
        Path resolved = run.resolve("recipe.resolved.yaml");
        Files.writeString(resolved, Files.readString(resolved).replace("weight: 2.0", "weight: 3.0"));
        CliRun other = verify("--from", 12);
        assertThat(other.exitCode()).as(other.out()).isEqualTo(1);
        assertThat(other.err())
                .contains("no usable checkpoint of step 11 or before")
                .contains("step 12 does not repeat the ledger");
    }

    private void refusals() {
        assertThat(verify("--from", 0).exitCode()).isEqualTo(2);
        assertThat(verify("--from", 9, "--to", 8).exitCode()).isEqualTo(2);
        CliRun beyond = verify("--to", 31);
        assertThat(beyond.exitCode()).isEqualTo(2);
        assertThat(beyond.err()).contains("steps 1 to 31").contains("steps 1 to 30");
        assertThat(CliRun.of("ledger", "verify", folder.resolve("none")).exitCode())
                .isEqualTo(4);
        CliRun noRun = CliRun.of("ledger", "verify", folder);
        assertThat(noRun.exitCode()).isEqualTo(4);
        assertThat(noRun.err()).contains("ledger.jsonl");
        assertThat(CliRun.of("ledger").exitCode()).isEqualTo(2);
    }

    /** One bit of step 25's gradient digest. */
    private void differences() throws IOException {
        Path ledger = run.resolve("ledger.jsonl");
        List<String> lines = new ArrayList<>(Files.readAllLines(ledger));
        String line = lines.get(24);
        String digest = line.replaceAll(".*\"gradient\":\"([0-9a-f]{32})\".*", "$1");
        String altered = digest.substring(0, 31) + (digest.charAt(31) == '0' ? '1' : '0');
        lines.set(24, line.replace(digest, altered));
        Files.write(ledger, lines);

        CliRun found = verify("--from", 21);
        assertThat(found.exitCode()).isEqualTo(1);
        assertThat(found.err())
                .contains("step 25 does not repeat the ledger: gradient digest was " + altered + ", now " + digest);
        assertThat(found.out()).isEmpty();
        CliRun behind = verify("--from", 26);
        assertThat(behind.exitCode()).as(behind.err()).isZero();
        assertThat(behind.err()).contains("before the range: step 25 does not repeat the ledger");
        assertThat(verify("--from", 21, "--to", 24).exitCode()).isZero();

        lines.set(29, lines.get(29).replace("\"applied\"", "\"skipped\""));
        Files.write(ledger, lines);
        CliRun outcome = verify("--from", 30);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("step 30 does not repeat the ledger: outcome was skipped, now applied");
    }

    private void otherFingerprint() throws IOException {
        Path recipe = run.resolve("recipe.resolved.yaml");
        String text = Files.readString(recipe);
        assertThat(text).contains("threads_per_worker: 1");
        Files.writeString(recipe, text.replace("threads_per_worker: 1", "threads_per_worker: 2"));

        assertThat(verify("--from", 21, "--to", 22).err())
                .contains("fingerprint item 'threads' is '2', the run has '1'")
                .contains("bits may differ");
    }

    private CliRun verify(Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("ledger", "verify", run));
        arguments.addAll(List.of(options));
        return CliRun.of(arguments.toArray());
    }
}
