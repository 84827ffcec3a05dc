package org.steelworks.ops.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.id.RunId;
import org.steelworks.core.run.machine.RunNotice;

class CleaningEventsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String LOST =
            "{\"time\":\"2026-03-01T10:00:00Z\",\"type\":\"node_lost\",\"generation\":null,\"worker\":\"10.0.0.2:7702\","
                    + "\"step\":null,\"reason\":\"it left\"}";

    @TempDir
    Path dir;

    private static RunNews told(String type, String node, String reason) {
        return new RunNews.Told(new RunId("prepare-1"), NOW, type, node, reason);
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(dir.resolve("events.jsonl"));
    }

    @Test
    void shouldKeepWhatIsToldButHowFarItIs() throws IOException {
        try (CleaningEvents events = CleaningEvents.open(dir, 1)) {
            events.accept(told("node_lost", "10.0.0.2:7702", "it left"));
            assertThat(lines()).containsExactly(LOST);
            events.accept(told(RunNews.Told.PROGRESS, "", "1 of 2 MB"));
        }
        // torn by a crash
        Files.writeString(dir.resolve("events.jsonl"), LOST + "\n{\"time\":");
        try (CleaningEvents events = CleaningEvents.open(dir, 1)) {
            events.accept(told("ended", "", "all done"));
        }

        assertThat(lines()).hasSize(2).startsWith(LOST);
        assertThat(lines().get(1)).contains("\"worker\":null", "\"reason\":\"all done\"");
    }

    @Test
    void shouldHaveTheKeysOfARunsEvents() throws IOException {
        ObjectMapper json = new ObjectMapper();
        RunNotice notice = RunNotice.of(RunNotice.Type.LOST, 2, "node-1/w0", 5, "it left");

        assertThat(json.readTree(LOST).fieldNames())
                .toIterable()
                .containsExactlyElementsOf(() -> StepLines.event(NOW, notice).fieldNames());
    }

    @Test
    void shouldWriteNothingOnceANewerSchedulerHasTheFolder() throws IOException {
        try (CleaningEvents events = CleaningEvents.open(dir, 3)) {
            events.accept(told("started", "", "cuts the inputs"));
            Files.writeString(dir.resolve(FolderLock.FILE), "%020d%n".formatted(4));
            events.accept(told("ended", "", "all done"));
        }

        assertThat(lines()).singleElement().asString().contains("started");
        assertThatThrownBy(() -> CleaningEvents.open(dir, 3)).hasMessageContaining("a newer one owns the run");
        CleaningEvents.open(dir, 4).close();
    }
}
