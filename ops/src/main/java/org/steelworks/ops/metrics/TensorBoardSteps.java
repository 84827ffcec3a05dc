package org.steelworks.ops.metrics;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Looks up how far the event files of a folder go, so that a resumed run does not write a step twice. */
final class TensorBoardSteps {
    private static final int STEP_FIELD = 2;

    private TensorBoardSteps() {}

    /** The highest step in the folder's event files, 0 where there is none. A torn last record does not count. */
    static long last(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        List<Path> files;
        try (Stream<Path> listing = Files.list(folder)) {
            files = listing.filter(file -> file.getFileName().toString().startsWith("events.out.tfevents."))
                    .toList();
        }
        long last = 0;
        for (Path file : files) {
            last = Math.max(
                    last, lastOf(ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN)));
        }
        return last;
    }

    private static long lastOf(ByteBuffer records) {
        long last = 0;
        while (records.remaining() >= 12) {
            long length = records.getLong();
            records.getInt();
            if (length < 0 || length + 4 > records.remaining()) {
                return last;
            }
            last = Math.max(last, step(records.slice(records.position(), (int) length)));
            records.position(records.position() + (int) length + 4);
        }
        return last;
    }

    /** The step of an event: its fields before the summary are a fixed 64-bit time and the step. */
    private static long step(ByteBuffer event) {
        while (event.hasRemaining()) {
            long tag = varint(event);
            if (tag >>> 3 == STEP_FIELD) {
                return varint(event);
            }
            if ((tag & 7) != 1 || event.remaining() < 8) {
                return 0;
            }
            event.position(event.position() + 8);
        }
        return 0;
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; bytes.hasRemaining(); shift += 7) {
            byte next = bytes.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        return value;
    }
}
