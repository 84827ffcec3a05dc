package org.steelworks.core.digest;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.UnsafeApi;

/**
 * A 128-bit XXH3 digest of bytes that come in pieces; how they are cut does not matter. Long inputs are taken where they lie
 * ({@link Xxh3Lanes}), which a library would copy to the heap first. Not thread-safe.
 */
public final class DigestStream {
    /** Inputs up to so many bytes have other formulas. */
    private static final int SHORT = 240;

    private static final long ARRAY = UnsafeApi.arrayBaseOffset(byte[].class);

    private final Xxh3Lanes lanes = new Xxh3Lanes();
    /** What is not taken yet: of a long input at least one byte and at most a block, from the buffer's beginning. */
    private final byte[] waiting = new byte[Xxh3Lanes.BLOCK];
    /** The last stripe that was taken. */
    private final byte[] taken = new byte[Xxh3Lanes.STRIPE];

    private int filled;
    private long length;
    private Digest128 result;

    /** Adds the bytes between position and limit; the buffer's position stays. */
    public DigestStream put(ByteBuffer bytes) {
        if (result != null) {
            throw new IllegalStateException("the digest was asked for already");
        }
        int at = bytes.position();
        int end = bytes.limit();
        length += end - at;
        if (filled > 0 || end - at <= waiting.length) {
            int more = Math.min(waiting.length - filled, end - at);
            bytes.get(at, waiting, filled, more);
            filled += more;
            at += more;
            if (at == end) {
                return this;
            }
            lanes.blocks(waiting, ARRAY, 1);
            System.arraycopy(waiting, waiting.length - taken.length, taken, 0, taken.length);
        }
        // the last byte stays: what is at the end of all is not taken as a block
        int blocks = (end - at - 1) / Xxh3Lanes.BLOCK;
        if (blocks > 0) {
            Object base = bytes.isDirect() ? null : BufferUtil.array(bytes);
            long first = bytes.isDirect() ? BufferUtil.address(bytes) : ARRAY + BufferUtil.arrayOffset(bytes);
            lanes.blocks(base, first + at, blocks);
            bytes.get(at + blocks * Xxh3Lanes.BLOCK - taken.length, taken);
            at += blocks * Xxh3Lanes.BLOCK;
        }
        filled = end - at;
        bytes.get(at, waiting, 0, filled);
        return this;
    }

    /** Digest of everything put; nothing more can be put then. */
    public Digest128 digest() {
        if (result == null) {
            result = finish();
        }
        return result;
    }

    private Digest128 finish() {
        if (length <= SHORT) {
            HashValue128 value = Hashing.xxh3_128().hashBytesTo128Bits(waiting, 0, filled);
            return new Digest128(value.getMostSignificantBits(), value.getLeastSignificantBits());
        }
        lanes.stripes(waiting, ARRAY, (filled - 1) / Xxh3Lanes.STRIPE);
        byte[] last = new byte[Xxh3Lanes.STRIPE];
        int here = Math.min(filled, last.length);
        System.arraycopy(taken, here, last, 0, last.length - here);
        System.arraycopy(waiting, filled - here, last, last.length - here, here);
        return lanes.finish(last, ARRAY, length);
    }
}
