package org.steelworks.ops.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Reads {@code metrics.jsonl} as it grows: whole lines only, each once. One thread at a time. */
final class MetricsTail {
    private static final int READ_BYTES = 256 << 10;

    private final Path path;
    private long position;
    private long unreadable;

    MetricsTail(Path path) {
        this.path = path;
    }

    /**
     * Gives what was appended since the last time. A file that is not there yet has no steps.
     *
     * @param restart called first where the file became shorter and is read from its start again
     * @throws IOException when it cannot be read
     */
    void read(Runnable restart, Consumer<StepMetrics> steps) throws IOException {
        if (!Files.isRegularFile(path)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() < position) {
                position = 0;
                restart.run();
            }
            read(channel, steps);
        }
    }

    private void read(FileChannel channel, Consumer<StepMetrics> steps) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        long at = position;
        while (channel.read(buffer, at) > 0) {
            buffer.flip();
            at += buffer.remaining();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                line.write(next);
                if (next == '\n') {
                    give(line.toByteArray(), steps);
                    position += line.size();
                    line.reset();
                }
            }
            buffer.clear();
        }
    }

    private void give(byte[] line, Consumer<StepMetrics> steps) {
        StepMetrics metrics;
        try {
            metrics = StepMetricsJson.parse(line);
        } catch (IOException e) {
            unreadable++;
            return;
        }
        steps.accept(metrics);
    }

    /** Whole lines that were no metrics. */
    long unreadable() {
        return unreadable;
    }
}
