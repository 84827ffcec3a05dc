package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    private static final String[] TINY = {
        "--hidden",
        "16",
        "--layers",
        "1",
        "--heads",
        "2",
        "--intermediate",
        "32",
        "--experts",
        "2",
        "--div",
        "1",
        "--vocab",
        "64",
        "--seq",
        "16"
    };

    private static CliRun bench(String kind, String... more) {
        Object[] all = new Object[2 + TINY.length + more.length];
        all[0] = "bench";
        all[1] = kind;
        System.arraycopy(TINY, 0, all, 2, TINY.length);
        System.arraycopy(more, 0, all, 2 + TINY.length, more.length);
        return CliRun.of(all);
    }

    @Test
    void checkpointsAreWrittenAndMeasured() throws IOException {
        CliRun run = bench("checkpoint", "--pairs", "3", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(run.out());
        long state = 12 * report.path("parameters").asLong();
        assertThat(report.path("steel").path("bytes").asLong()).isBetween(state, state + 4096);
        assertThat(report.path("steel").path("seconds_range").size()).isEqualTo(2);
        assertThat(report.path("machine").path("cores").asInt()).isPositive();
        assertThat(run.err()).contains("pair 3 of 3");
    }

    @Test
    void generationIsMeasuredAndPrintedAsText() {
        CliRun run = bench("generate", "--new-tokens", "4", "--pairs", "1", "--threads", "1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("decode tokens per second").contains("processor");
    }

    @Test
    void aPythonWithoutTorchIsNamedWithTheRemedy() {
        CliRun run = bench("checkpoint", "--baseline", "--python", "/no/such/python");

        assertThat(run.exitCode()).isEqualTo(CommandFailure.FAILED);
        assertThat(run.err())
                .contains("/no/such/python")
                .contains("pip install torch")
                .contains("--python");
    }

    @Test
    void anUnknownRivalIsRefusedWithTheKnownOnes() {
        CliRun run = bench("train", "--against", "jax");

        assertThat(run.exitCode()).isEqualTo(CommandFailure.USAGE);
        assertThat(run.err()).contains("jax").contains("eager-malloc");
    }

    @Test
    void theExchangeIsComparedWithTwoProcessesAlone() {
        CliRun run = CliRun.of("bench", "allreduce", "--workers", "3", "--baseline");

        assertThat(run.exitCode()).isEqualTo(CommandFailure.FAILED);
        assertThat(run.err()).contains("--workers 2");
    }
}
