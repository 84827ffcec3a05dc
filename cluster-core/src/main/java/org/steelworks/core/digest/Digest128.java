package org.steelworks.core.digest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/**
 * A 128-bit XXH3 digest. Its canonical bytes are {@code high} then {@code low}, both big-endian; {@link #hex()} is their
 * text.
 *
 * @param high most significant 64 bits
 * @param low least significant 64 bits
 */
public record Digest128(long high, long low) {
    /** Bytes of the canonical form. */
    public static final int BYTES = 16;

    private static final HexFormat HEX = HexFormat.of();

    /** Digest of the bytes between position and limit, heap or direct; the buffer's position stays. */
    public static Digest128 of(ByteBuffer bytes) {
        return new DigestStream().put(bytes).digest();
    }

    /** Digest over the canonical bytes of {@code parts} in their order; how bucket digests become a digest of weights. */
    public static Digest128 combine(List<Digest128> parts) {
        DigestStream stream = new DigestStream();
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.BIG_ENDIAN);
        for (Digest128 part : parts) {
            bytes.clear().putLong(part.high).putLong(part.low).flip();
            stream.put(bytes);
        }
        return stream.digest();
    }

    /**
     * Reads the form that {@link #hex()} writes.
     *
     * @throws IllegalArgumentException where the text is not 32 lower-case hexadecimal digits
     */
    public static Digest128 parse(String hex) {
        if (!hex.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("digest '" + hex + "' must be 32 lower-case hexadecimal digits");
        }
        return new Digest128(HexFormat.fromHexDigitsToLong(hex, 0, 16), HexFormat.fromHexDigitsToLong(hex, 16, 32));
    }

    /** 32 lower-case hexadecimal digits. */
    public String hex() {
        return HEX.toHexDigits(high) + HEX.toHexDigits(low);
    }

    @Override
    public String toString() {
        return hex();
    }
}
