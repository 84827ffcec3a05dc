package org.steelworks.ops.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobAnswer;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.JobView;

/** Follows a job of a local node to its end: its steps and events as they come into its files, and its state. */
public final class JobFollower {
    private static final long POLL_MS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is told, on the caller's thread. */
    public interface Listener {
        /** A line of {@code metrics.jsonl} that was there before; these come first. Old events are not told. */
        void earlier(JsonNode metrics);

        /** A line of {@code metrics.jsonl}. */
        void step(JsonNode metrics);

        /** A line of {@code events.jsonl}. */
        void event(JsonNode event);

        /** The job's state, about ten times a second. */
        void state(JobView job);
    }

    private final LocalNode node;
    private final Listener listener;
    private final Tail metrics;
    private final Tail events;

    /**
     * A follower of a job that has not gone on yet: what is in its files now is from an earlier life.
     *
     * @param dir folder of the job's files, which may not exist yet
     */
    public JobFollower(LocalNode node, Path dir, Listener listener) {
        this.node = node;
        this.listener = listener;
        this.metrics = new Tail(dir.resolve("metrics.jsonl"));
        this.events = new Tail(dir.resolve("events.jsonl"));
    }

    /**
     * Follows until the job has ended; returns how.
     *
     * @throws NodeFailure where it cannot end, because no worker of the node can start
     */
    public JobView follow(JobId job) throws InterruptedException {
        metrics.earlier(listener::earlier);
        events.earlier(old -> {});
        while (true) {
            JobView view = ((JobAnswer.Found) node.ask(replyTo -> new JobScheduler.Get(job, replyTo))).job();
            events.lines(listener::event);
            metrics.lines(listener::step);
            listener.state(view);
            if (view.state().ended()) {
                return view;
            }
            String givenUp = node.workersGivenUp();
            if (!givenUp.isEmpty()) {
                throw new NodeFailure("no worker process can be started, the run cannot go on: " + givenUp
                        + "; mend that, then go on with --resume");
            }
            synchronized (this) {
                wait(POLL_MS);
            }
        }
    }

    /** Whole new lines of a growing file. */
    private static final class Tail {
        private final Path file;
        private final long lengthBefore;
        private long offset;

        Tail(Path file) {
            this.file = file;
            try {
                this.lengthBefore = Files.exists(file) ? Files.size(file) : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(file + " cannot be read", e);
            }
        }

        /** The lines that ended in the file when this tail was made. */
        void earlier(Consumer<JsonNode> use) {
            long before = -1;
            while (before < offset) {
                before = offset;
                lines(use, lengthBefore);
            }
        }

        void lines(Consumer<JsonNode> use) {
            lines(use, Long.MAX_VALUE);
        }

        private void lines(Consumer<JsonNode> use, long end) {
            if (!Files.exists(file)) {
                return;
            }
            try {
                for (String line : read(end)) {
                    use.accept(JSON.readTree(line));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(file + " cannot be read", e);
            }
        }

        private List<String> read(long end) throws IOException {
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                long left = Math.min(end, in.length()) - offset;
                byte[] bytes = new byte[(int) Math.min(1 << 20, Math.max(0, left))];
                in.seek(offset);
                in.readFully(bytes);
                List<String> lines = new ArrayList<>();
                int start = 0;
                for (int i = 0; i < bytes.length; i++) {
                    if (bytes[i] == '\n') {
                        lines.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                        start = i + 1;
                    }
                }
                offset += start;
                return lines;
            }
        }
    }
}
