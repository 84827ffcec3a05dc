package org.steelworks.ops.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
    @TempDir
    Path run;

    @Test
    void shouldCountDeliberateKillsAloneAndLeaveATornLineOut() throws IOException {
        Files.writeString(
                run.resolve("metrics.jsonl"), "{\"step\":1,\"loss\":8.5}\n{\"step\":2,\"loss\":7.5}\n{\"step\":3,\"lo");
        Files.writeString(
                run.resolve("events.jsonl"),
                """
                {"type":"lost","reason":"its process was killed (signal 9): killed on request"}
                {"type":"stopping","reason":"node-1/w1 was lost: its process was killed (signal 9): killed on request"}
                {"type":"recovered","reason":"","recovery_seconds":2.5}
                {"type":"lost","reason":"its process was killed (signal 9)"}
                {"type":"recovered","reason":"","recovery_seconds":1.5}
                """);

        RunRecord record = RunRecord.read(run);

        assertThat(record.steps()).isEqualTo(2);
        assertThat(record.firstLoss()).isEqualTo(8.5);
        assertThat(record.lastLoss()).isEqualTo(7.5);
        assertThat(record.kills()).isEqualTo(1);
        assertThat(record.recoveries()).containsExactly(2.5, 1.5);
    }

    @Test
    void shouldReadARunThatHasNotBegunAsEmpty() throws IOException {
        assertThat(RunRecord.read(run.resolve("none")).steps()).isZero();
    }
}
