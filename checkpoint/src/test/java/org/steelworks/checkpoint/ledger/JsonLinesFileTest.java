package org.steelworks.checkpoint.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.steelworks.checkpoint.testkit.CrashingStore;

class JsonLinesFileTest {
    private final CrashingStore store = new CrashingStore(1);

    private static ObjectNode line(long step, String text) {
        return JsonNodeFactory.instance.objectNode().put("step", step).put("text", text);
    }

    @Test
    void shouldWriteAStepOnce() throws IOException {
        try (JsonLinesFile metrics = JsonLinesFile.open(store, "run", "metrics.jsonl")) {
            assertThat(metrics.appendStep(line(1, "a"))).isTrue();
            assertThat(metrics.appendStep(line(2, "é\n"))).isTrue();
        }
        try (JsonLinesFile metrics = JsonLinesFile.open(store, "run", "metrics.jsonl")) {
            assertThat(metrics.lastStep()).isEqualTo(2);
            assertThat(metrics.appendStep(line(2, "again"))).isFalse();
            assertThat(metrics.appendStep(line(3, "c"))).isTrue();
            assertThat(metrics.lines()).isEqualTo(3);
        }

        assertThat(new String(store.bytes("run/metrics.jsonl"), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"step\":1,\"text\":\"a\"}\n{\"step\":2,\"text\":\"é\\n\"}\n{\"step\":3,\"text\":\"c\"}\n");
    }

    @Test
    void shouldTakeSeveralEventsOfOneStep() throws IOException {
        try (JsonLinesFile events = JsonLinesFile.open(store, "", "events.jsonl")) {
            events.append(line(5, "exit"));
            events.append(line(5, "join"));
            events.append(JsonNodeFactory.instance.objectNode().put("type", "start"));
            assertThat(events.lines()).isEqualTo(3);
            assertThat(events.durableLines()).isZero();
            events.sync();
            assertThat(events.durableLines()).isEqualTo(3);
        }
    }

    @Test
    void shouldRefuseALineWithoutAStepAndOneTooLong() throws IOException {
        try (JsonLinesFile metrics = JsonLinesFile.open(store, "", "metrics.jsonl")) {
            assertThatThrownBy(() -> metrics.appendStep(JsonNodeFactory.instance.objectNode()))
                    .hasMessageContaining("key step");
            assertThatThrownBy(() -> metrics.append(line(1, "x".repeat(JsonLinesFile.MAX_LINE_BYTES))))
                    .hasMessageContaining("exceeds the limit");
        }
    }
}
