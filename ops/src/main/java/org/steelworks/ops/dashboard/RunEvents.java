package org.steelworks.ops.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.RunEvent;

/** What happened to a run: the newest from the board, what is older from the end of its {@code events.jsonl}. */
final class RunEvents {
    private static final int TAIL_BYTES = 64 << 10;
    private static final ObjectMapper JSON = new ObjectMapper();

    private RunEvents() {}

    /** Newest first. Blocks on the disk. */
    static List<RunEvent> of(JobView job, ClusterSnapshot snapshot) {
        String id = job.id().value();
        List<RunEvent> events = new ArrayList<>(snapshot.events().stream()
                .filter(event -> id.equals(event.job()))
                .toList());
        long oldest = events.isEmpty()
                ? Long.MAX_VALUE
                : events.get(events.size() - 1).timeMs();
        for (RunEvent earlier : tail(Path.of(job.dir(), "events.jsonl"), id)) {
            if (earlier.timeMs() < oldest) {
                events.add(earlier);
            }
        }
        return events;
    }

    private static List<RunEvent> tail(Path file, String job) {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long start = Math.max(0, channel.size() - TAIL_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - start));
            while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) > 0) {
                continue;
            }
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            List<RunEvent> events = new ArrayList<>();
            String[] lines = text.split("\n");
            // In the middle of a file the first line is half a line, and the last may still be being written.
            int whole = text.endsWith("\n") ? lines.length : lines.length - 1;
            for (int i = start > 0 ? 1 : 0; i < whole; i++) {
                RunEvent event = parse(lines[i], job);
                if (event != null) {
                    events.add(event);
                }
            }
            Collections.reverse(events);
            return events;
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** The event of a line; a line that is none is shown as it is. */
    private static RunEvent parse(String line, String job) {
        if (line.isBlank()) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(line);
            return new RunEvent(
                    time(node.path("time")),
                    job,
                    node.path("type").asText("?"),
                    node.path("generation").isIntegralNumber()
                            ? node.path("generation").longValue()
                            : null,
                    node.path("worker").isTextual() ? node.path("worker").textValue() : null,
                    node.path("step").asLong(-1) >= 0 ? (Long) node.path("step").longValue() : null,
                    node.path("reason").asText(""),
                    node.path("recovery_seconds").isNumber()
                            ? node.path("recovery_seconds").doubleValue()
                            : null);
        } catch (IOException | DateTimeParseException e) {
            return new RunEvent(0, job, "?", null, null, null, line, null);
        }
    }

    private static long time(JsonNode time) {
        return time.isNumber() ? time.longValue() : Instant.parse(time.asText()).toEpochMilli();
    }
}
