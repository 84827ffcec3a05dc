package org.steelworks.checkpoint.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.SafetensorsHeader;

/** Reads one safetensors file tensor by tensor; sizes are checked before anything is allocated. */
public final class SafetensorsReader implements Closeable {
    private final Store.Input in;
    private final SafetensorsHeader header;
    private final String name;

    private SafetensorsReader(Store.Input in, SafetensorsHeader header, String name) {
        this.in = in;
        this.header = header;
        this.name = name;
    }

    /** Opens a file and checks its header against its size. */
    public static SafetensorsReader open(Store store, String path) throws IOException {
        String name = store.describe(path);
        Store.Input in = store.open(path);
        try {
            if (in.size() < 10) {
                throw new FormatException(name + ": " + in.size() + " bytes are no safetensors file");
            }
            ByteBuffer first8 = ByteBuffer.allocate(8);
            in.read(0, first8);
            byte[] json = new byte[SafetensorsHeader.jsonBytes(first8.flip(), in.size(), name)];
            in.read(8, ByteBuffer.wrap(json));
            return new SafetensorsReader(in, SafetensorsHeader.parse(json, in.size(), name), name);
        } catch (IOException | RuntimeException e) {
            try (in) {
                throw e;
            }
        }
    }

    public SafetensorsHeader header() {
        return header;
    }

    /** What users call the file. */
    public String name() {
        return name;
    }

    /**
     * Fills {@code out} up to its limit with bytes of a tensor.
     *
     * @param first first byte inside the tensor
     */
    public void read(SafetensorsHeader.Entry tensor, long first, ByteBuffer out) throws IOException {
        if (first < 0 || first + out.remaining() > tensor.bytes()) {
            throw new IllegalArgumentException(name + ": bytes " + first + " to " + (first + out.remaining())
                    + " are not inside tensor " + tensor.name() + " of " + tensor.bytes() + " bytes");
        }
        in.read(header.dataStart() + tensor.begin() + first, out);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
