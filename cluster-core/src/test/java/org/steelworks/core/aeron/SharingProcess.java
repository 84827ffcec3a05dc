package org.steelworks.core.aeron;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A process that shares memory, to be killed. It prints the place of one item it leaves alone, then that of one it is just about
 * to write over, and lives until its stdin ends.
 */
final class SharingProcess {
    static final int BYTES = 3 << 20;
    static final long SEED = 12;

    private SharingProcess() {}

    public static void main(String[] arguments) throws Exception {
        SharedMemory memory = new SharedMemory(true, new SharedFiles(Path.of(arguments[0])));
        say(memory, filled(memory));
        ByteBuffer overwritten = filled(memory);
        say(memory, overwritten);
        memory.renew(overwritten);
        overwritten.put(0, new byte[BYTES / 2]);
        System.out.write("ready\n".getBytes(StandardCharsets.UTF_8));
        System.out.flush();
        while (System.in.read() >= 0) {
            Thread.onSpinWait();
        }
    }

    private static ByteBuffer filled(SharedMemory memory) {
        return memory.allocate(BYTES).put(Station.bytes(BYTES, SEED)).flip();
    }

    private static void say(SharedMemory memory, ByteBuffer item) {
        byte[] place = memory.find(item, 0, BYTES).encode().array();
        System.out.print(HexFormat.of().formatHex(place) + "\n");
    }
}
