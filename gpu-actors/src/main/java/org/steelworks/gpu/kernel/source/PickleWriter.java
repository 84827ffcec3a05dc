package org.steelworks.gpu.kernel.source;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The few opcodes of Python's pickle protocol 2 that a module without tensors needs. */
final class PickleWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PickleWriter() {
        op(0x80);
        op(2);
    }

    /** An object of {@code module.name} with the one attribute {@code training = True}. */
    static byte[] trainingModule(String module, String name) {
        PickleWriter writer = new PickleWriter();
        writer.global(module, name);
        writer.op('q');
        writer.op(0);
        writer.op(')');
        writer.op(0x81);
        writer.op('}');
        writer.op('(');
        writer.unicode("training");
        writer.op(0x88);
        writer.op('u');
        writer.op('b');
        return writer.stop();
    }

    /** An empty tuple. */
    static byte[] emptyTuple() {
        PickleWriter writer = new PickleWriter();
        writer.op(')');
        return writer.stop();
    }

    private void op(int code) {
        out.write(code);
    }

    private void global(String module, String name) {
        op('c');
        out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void unicode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .array());
        out.writeBytes(bytes);
    }

    private byte[] stop() {
        op('.');
        return out.toByteArray();
    }
}
