package org.steelworks.core.digest;

import com.dynatrace.hash4j.hashing.HashStream128;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;

/** A 128-bit XXH3 digest of bytes that come in pieces; how they are cut does not matter. Not thread-safe. */
public final class DigestStream {
    private static final int COPY_BYTES = 1 << 14;

    private final HashStream128 stream = Hashing.xxh3_128().hashStream();
    private byte[] copy;

    /** Adds the bytes between position and limit; the buffer's position stays. */
    public DigestStream put(ByteBuffer bytes) {
        if (bytes.hasArray()) {
            stream.putBytes(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
            return this;
        }
        if (copy == null) {
            copy = new byte[COPY_BYTES];
        }
        for (int at = bytes.position(); at < bytes.limit(); at += COPY_BYTES) {
            int length = Math.min(COPY_BYTES, bytes.limit() - at);
            bytes.get(at, copy, 0, length);
            stream.putBytes(copy, 0, length);
        }
        return this;
    }

    /** Digest of everything put so far. */
    public Digest128 digest() {
        HashValue128 value = stream.get();
        return new Digest128(value.getMostSignificantBits(), value.getLeastSignificantBits());
    }
}
