package org.steelworks.ops.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short quickstart with real worker processes: it ends after the kill and goes on elsewhere with another worker count. */
@Timeout(300)
class QuickstartSystemTest {
    private static final int STEPS = 40;

    @TempDir
    Path folder;

    /** Keeps what is said, and ends the quickstart like Ctrl-C after a line that contains {@code end}. */
    private record Recorder(List<String> said, String end) implements QuickstartConsole {
        @Override
        public void say(String line) {
            said.add(line);
            if (line.contains(end)) {
                throw new Ended();
            }
        }

        @Override
        public void progress(String stage, double share, FittedLine detail) {}
    }

    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private List<String> run(String dir, int workers, boolean resume, String end) throws Exception {
        List<String> said = new ArrayList<>();
        QuickstartSpec spec = new QuickstartSpec(folder.resolve(dir), workers, 1, resume, 0, STEPS);
        new QuickstartRun(spec, new Recorder(said, end)).run();
        return said;
    }

    @Test
    void shouldGoOnInAMovedFolderWithOtherWorkersWithoutKillingAgain() throws Exception {
        assertThatThrownBy(() -> run("q", 2, false, "recovered in")).isInstanceOf(Ended.class);
        Files.move(folder.resolve("q"), folder.resolve("moved"));

        List<String> said = run("moved", 3, true, "no such line");

        assertThat(said).noneMatch(line -> line.contains("killed worker"));
        assertThat(said).anyMatch(line -> line.contains("kills so far: 1"));
        JsonNode summary =
                new ObjectMapper().readTree(folder.resolve("moved/summary.json").toFile());
        assertThat(summary.path("kills").asInt()).isEqualTo(1);
        assertThat(summary.path("recovery_seconds")).hasSize(1);
        assertThat(summary.path("workers").asInt()).isEqualTo(3);
        assertThat(summary.path("sample_before").asText()).startsWith("苹果是");
        assertThat(summary.path("sample").asText())
                .startsWith("苹果是")
                .isNotEqualTo(summary.path("sample_before").asText());
        assertThat(folder.resolve("q")).doesNotExist();

        String weights = summary.path("weights_sha256").asText();
        List<String> again = run("moved", 1, true, "no such line");
        assertThat(again).anyMatch(line -> line.contains("step " + STEPS + " of " + STEPS + " is done"));
        JsonNode last =
                new ObjectMapper().readTree(folder.resolve("moved/summary.json").toFile());
        assertThat(last.path("weights_sha256").asText()).isEqualTo(weights);
    }
}
