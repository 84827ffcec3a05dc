package org.steelworks.ops.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.steelworks.ops.run.RunLog;

/** Reads the files of a run by byte offset. Follows no symbolic link at the file itself. Blocks on the disk. */
final class RunFiles {
    /** The log of a job's run, in its folder. */
    static final String LOG = RunLog.FILE;

    static final String EVENTS = "events.jsonl";
    static final String METRICS = "metrics.jsonl";

    private RunFiles() {}

    /** Bytes from {@code offset}, and where to go on. */
    record Part(byte[] bytes, long next, long size) {}

    /** A whole line without its end, and the offset behind it. */
    record Line(String text, long next) {}

    /** At most {@code limit} bytes; none where the file is not there or not so long. */
    static Part read(Path file, long offset, int limit) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new Part(new byte[0], offset, 0);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            int length = (int) Math.max(0, Math.min(limit, size - offset));
            ByteBuffer buffer = ByteBuffer.allocate(length);
            long at = offset;
            while (buffer.hasRemaining()) {
                int got = channel.read(buffer, at);
                if (got < 0) {
                    break;
                }
                at += got;
            }
            byte[] bytes = new byte[buffer.position()];
            buffer.flip();
            buffer.get(bytes);
            return new Part(bytes, offset + bytes.length, size);
        }
    }

    /**
     * Whole lines behind {@code offset}. A line that is longer than {@code limit} comes in pieces of that size, so that no
     * line can hold up what follows.
     */
    static List<Line> lines(Path file, long offset, int limit) throws IOException {
        Part part = read(file, offset, limit);
        List<Line> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < part.bytes().length; i++) {
            if (part.bytes()[i] == '\n') {
                lines.add(new Line(text(part.bytes(), start, i), offset + i + 1));
                start = i + 1;
            }
        }
        if (lines.isEmpty() && part.bytes().length == limit) {
            lines.add(new Line(text(part.bytes(), 0, limit), part.next()));
        }
        return lines;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
