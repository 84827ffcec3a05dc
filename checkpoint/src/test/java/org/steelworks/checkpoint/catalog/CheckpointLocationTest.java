package org.steelworks.checkpoint.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.testkit.SampleState;

class CheckpointLocationTest {
    @TempDir
    Path run;

    @BeforeEach
    void saveTwo() throws IOException {
        DirectoryStore store = new DirectoryStore(run.resolve("checkpoints"));
        CheckpointPublisher publisher = new CheckpointPublisher(store, 5);
        for (long step : new long[] {10, 20}) {
            publisher.publish(
                    SampleState.facts(step, SampleState.TINY),
                    SampleState.write(store, step, SampleState.TINY, List.of("a/w0")));
        }
    }

    private static long step(Path path) throws IOException {
        return CheckpointLocation.find(path).checkpoint().manifest().facts().step();
    }

    @Test
    void shouldUnderstandRunsFoldersOfCheckpointsAndCheckpoints() throws IOException {
        assertThat(step(run)).isEqualTo(20);
        assertThat(step(run.resolve("checkpoints"))).isEqualTo(20);
        assertThat(step(run.resolve("checkpoints/step-00000010"))).isEqualTo(10);
        assertThat(CheckpointLocation.catalog(run).list()).hasSize(2);
    }

    @Test
    void shouldPassOverADamagedOneAndSaySo() throws IOException {
        Path file = run.resolve("checkpoints/step-00000020/buckets-a-w0.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        CheckpointLocation.Found found = CheckpointLocation.find(run);

        assertThat(found.checkpoint().manifest().facts().step()).isEqualTo(10);
        assertThat(found.passedOver())
                .singleElement()
                .asString()
                .contains("step 20 was passed over")
                .contains("v.4");
        assertThatThrownBy(() -> CheckpointLocation.find(run.resolve("checkpoints/step-00000020")))
                .hasMessageContaining("damaged");
    }

    @Test
    void shouldSayThatThereIsNone() throws IOException {
        Path empty = Files.createDirectory(run.resolve("empty"));

        assertThatThrownBy(() -> CheckpointLocation.find(empty))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("holds no checkpoint");
        assertThatThrownBy(() -> CheckpointLocation.find(run.resolve("nowhere")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("is no folder");
    }

    @Test
    void shouldSummarise() throws IOException {
        ObjectNode summary = CheckpointSummary.of(CheckpointLocation.find(run).checkpoint());

        assertThat(summary.path("step").asLong()).isEqualTo(20);
        assertThat(summary.path("applied_steps").asLong()).isEqualTo(18);
        assertThat(summary.path("parameters").asLong()).isEqualTo(488);
        assertThat(summary.path("buckets").asInt()).isEqualTo(5);
        assertThat(summary.path("model").path("hidden_size").asInt()).isEqualTo(8);
        assertThat(summary.path("data_state")
                        .path("ledger")
                        .path("segments")
                        .path(0)
                        .asText())
                .isEqualTo("中");
        assertThat(summary.path("files").path(0).path("name").asText()).isEqualTo("buckets-a-w0.safetensors");
    }
}
