package org.steelworks.checkpoint.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.store.Store;

/** Reads a file of JSON lines from start to end and finds where its whole lines stop. */
final class LineScan {
    private static final int PIECE_BYTES = 1 << 16;

    private final String name;
    private final JsonLinesFile.LineVisitor visitor;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long lines;
    private long lastStep;
    private long wholeBytes;
    private String cut;

    LineScan(String name, JsonLinesFile.LineVisitor visitor) {
        this.name = name;
        this.visitor = visitor;
    }

    void read(Store.Input in) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        for (long at = 0; at < in.size(); at += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, in.size() - at));
            in.read(at, piece);
            take(piece.array(), piece.limit(), at, in.size());
        }
        if (line.size() > 0) {
            cut = name + ": cut a torn last line of " + line.size() + " bytes behind line " + lines;
        }
    }

    private void take(byte[] bytes, int length, long at, long fileBytes) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, start, i - start);
                start = i + 1;
                end(at + start, fileBytes);
            }
        }
        line.write(bytes, start, length - start);
        if (line.size() > JsonLinesFile.MAX_LINE_BYTES) {
            throw new FormatException(name + ", line " + (lines + 1) + ": longer than " + JsonLinesFile.MAX_LINE_BYTES
                    + " bytes: damaged");
        }
    }

    private void end(long nextLine, long fileBytes) {
        String text = line.toString(StandardCharsets.UTF_8);
        ObjectNode object;
        try {
            object = JsonLinesFile.parse(text, name, lines + 1);
        } catch (IllegalArgumentException e) {
            if (nextLine != fileBytes) {
                throw new FormatException(e.getMessage() + "; only a last line may be torn: the file is damaged", e);
            }
            cut = name + ": cut a torn last line behind line " + lines + ": " + e.getMessage();
            line.reset();
            return;
        }
        line.reset();
        lines++;
        lastStep = Math.max(lastStep, object.path("step").asLong(0));
        visitor.line(lines, wholeBytes, object);
        wholeBytes = nextLine;
    }

    long lines() {
        return lines;
    }

    long lastStep() {
        return lastStep;
    }

    long wholeBytes() {
        return wholeBytes;
    }

    String cut() {
        return cut;
    }
}
