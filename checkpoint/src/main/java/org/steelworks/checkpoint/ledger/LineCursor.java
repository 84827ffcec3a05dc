package org.steelworks.checkpoint.ledger;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.steelworks.checkpoint.store.Store;

/** Reads whole lines forward from a known place. Sees the file as long as it was when opened. */
final class LineCursor implements Closeable {
    private final Store.Input in;
    private final String name;
    private final ByteBuffer piece = ByteBuffer.allocate(1 << 16).limit(0);
    private long at;
    private long nextLine;

    LineCursor(Store.Input in, String name, long offset, long firstLine) {
        this.in = in;
        this.name = name;
        this.at = offset;
        this.nextLine = firstLine;
    }

    /** Number of the line that {@link #next} gives, from 1. */
    long nextLine() {
        return nextLine;
    }

    String next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (!piece.hasRemaining()) {
                fill();
            }
            byte b = piece.get();
            if (b == '\n') {
                nextLine++;
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(b);
        }
    }

    private void fill() throws IOException {
        int count = (int) Math.min(piece.capacity(), in.size() - at);
        if (count <= 0) {
            throw new EOFException(name + ": ends inside line " + nextLine + ", which was there when it was opened");
        }
        piece.clear().limit(count);
        in.read(at, piece);
        piece.flip();
        at += count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
