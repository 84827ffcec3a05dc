package org.steelworks.checkpoint.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.steelworks.checkpoint.format.SafetensorsHeader;

/**
 * Streams one safetensors file: the header first, then each tensor's bytes in the header's order, in pieces of any size.
 * Closing before {@link #finish} leaves a file that no reader accepts.
 */
public final class SafetensorsWriter implements Closeable {
    private final SafetensorsHeader header;
    private final Store.Output out;
    private final String name;

    private SafetensorsWriter(SafetensorsHeader header, Store.Output out, String name) {
        this.header = header;
        this.out = out;
        this.name = name;
    }

    /** Creates the file, in place of any of that name, and writes the header. */
    public static SafetensorsWriter create(Store store, String path, SafetensorsHeader header) throws IOException {
        Store.Output out = store.create(path);
        try {
            out.write(ByteBuffer.wrap(header.toBytes()));
        } catch (IOException e) {
            try (out) {
                throw e;
            }
        }
        return new SafetensorsWriter(header, out, store.describe(path));
    }

    /** Adds data bytes, little-endian, at the present position; advances the buffer. */
    public void write(ByteBuffer bytes) throws IOException {
        if (out.size() + bytes.remaining() > header.fileBytes()) {
            throw new IllegalStateException(name + ": " + (out.size() + bytes.remaining())
                    + " bytes were given, the header announces " + header.fileBytes());
        }
        out.write(bytes);
    }

    /** First byte in the file of the data that is written next. */
    public long position() {
        return out.size();
    }

    /** Checks that all announced data was written, and forces it to the disk. */
    public void finish() throws IOException {
        if (out.size() != header.fileBytes()) {
            throw new IllegalStateException(
                    name + ": " + out.size() + " bytes were written, the header announces " + header.fileBytes());
        }
        out.sync();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
