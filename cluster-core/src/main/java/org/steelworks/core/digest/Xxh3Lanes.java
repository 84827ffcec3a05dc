package org.steelworks.core.digest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.agrona.UnsafeApi;

/**
 * The eight accumulators of XXH3 for inputs of more than 240 bytes, with the default secret and no seed (xxHash's specification,
 * doc/xxhash_spec.md): blocks of sixteen stripes, a scramble behind each block, the last 64 bytes once more. Local variables are what
 * the JVM's compiler keeps in registers, and reading by address is what it makes single instructions of. Not thread-safe.
 */
final class Xxh3Lanes {
    static final int STRIPE = 64;
    static final int BLOCK = 16 * STRIPE;

    private static final boolean REVERSE = ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN;
    private static final long PRIME32_1 = 0x9E3779B1L;
    private static final long PRIME32_2 = 0x85EBCA77L;
    private static final long PRIME32_3 = 0xC2B2AE3DL;
    private static final long PRIME64_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME64_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME64_3 = 0x165667B19E3779F9L;
    private static final long PRIME64_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME64_5 = 0x27D4EB2F165667C5L;
    private static final long AVALANCHE = 0x165667919E3779F9L;
    private static final ByteBuffer SECRET = ByteBuffer.wrap(
                    HexFormat.of()
                            .parseHex(
                                    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671fcb79e64eccc0e578825ad07dccff7221"
                                            + "b8084674f743248ee03590e6813a264c3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8a8"
                                            + "fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364eac5ac8334d3ebc3c581a0fffa1363eb17"
                                            + "0ddd51b7f0da49d316552629d4689e2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e"))
            .order(ByteOrder.LITTLE_ENDIAN);
    private static final int SCRAMBLE = SECRET.capacity() - STRIPE;
    private static final int LAST_STRIPE = SCRAMBLE - 7;
    private static final int MERGE_LOW = 11;
    private static final int MERGE_HIGH = SCRAMBLE - 11;
    /** The secret in longs, as stripes of a block begin at multiples of eight of it. */
    private static final long[] WORDS = words();

    private long a0 = PRIME32_3;
    private long a1 = PRIME64_1;
    private long a2 = PRIME64_2;
    private long a3 = PRIME64_3;
    private long a4 = PRIME64_4;
    private long a5 = PRIME32_2;
    private long a6 = PRIME64_5;
    private long a7 = PRIME32_1;

    private static long[] words() {
        long[] words = new long[SECRET.capacity() / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = SECRET.getLong(i * Long.BYTES);
        }
        return words;
    }

    /**
     * Takes whole blocks.
     *
     * @param base array that {@code at} counts in; null for memory outside the heap
     * @param at address of the first byte, which the caller has checked, with all that follow
     */
    void blocks(Object base, long at, int count) {
        long from = at;
        for (int block = 0; block < count; block++, from += BLOCK) {
            if (base == null) {
                stripes(from);
            } else {
                stripes(base, from, BLOCK / STRIPE);
            }
            a0 = scrambled(a0, 0);
            a1 = scrambled(a1, 1);
            a2 = scrambled(a2, 2);
            a3 = scrambled(a3, 3);
            a4 = scrambled(a4, 4);
            a5 = scrambled(a5, 5);
            a6 = scrambled(a6, 6);
            a7 = scrambled(a7, 7);
        }
    }

    private static long scrambled(long lane, int number) {
        return (lane ^ lane >>> 47 ^ WORDS[SCRAMBLE / Long.BYTES + number]) * PRIME32_1;
    }

    /** Takes the first stripes of a block, as {@link #blocks} does. */
    void stripes(Object base, long at, int count) {
        long[] key = WORDS;
        long b0 = a0;
        long b1 = a1;
        long b2 = a2;
        long b3 = a3;
        long b4 = a4;
        long b5 = a5;
        long b6 = a6;
        long b7 = a7;
        long from = at;
        for (int s = 0; s < count; s++, from += STRIPE) {
            long d0 = read(base, from);
            long d1 = read(base, from + 8);
            long d2 = read(base, from + 16);
            long d3 = read(base, from + 24);
            long d4 = read(base, from + 32);
            long d5 = read(base, from + 40);
            long d6 = read(base, from + 48);
            long d7 = read(base, from + 56);
            b0 += d1 + product(d0 ^ key[s]);
            b1 += d0 + product(d1 ^ key[s + 1]);
            b2 += d3 + product(d2 ^ key[s + 2]);
            b3 += d2 + product(d3 ^ key[s + 3]);
            b4 += d5 + product(d4 ^ key[s + 4]);
            b5 += d4 + product(d5 ^ key[s + 5]);
            b6 += d7 + product(d6 ^ key[s + 6]);
            b7 += d6 + product(d7 ^ key[s + 7]);
        }
        a0 = b0;
        a1 = b1;
        a2 = b2;
        a3 = b3;
        a4 = b4;
        a5 = b5;
        a6 = b6;
        a7 = b7;
    }

    /**
     * Takes the stripes of a block outside the heap. The loop is said again because with an absolute address and a fixed number the
     * compiler leaves checks out; nearly all bytes come this way.
     */
    private void stripes(long at) {
        long[] key = WORDS;
        long b0 = a0;
        long b1 = a1;
        long b2 = a2;
        long b3 = a3;
        long b4 = a4;
        long b5 = a5;
        long b6 = a6;
        long b7 = a7;
        long from = at;
        for (int s = 0; s < BLOCK / STRIPE; s++, from += STRIPE) {
            long d0 = read(from);
            long d1 = read(from + 8);
            long d2 = read(from + 16);
            long d3 = read(from + 24);
            long d4 = read(from + 32);
            long d5 = read(from + 40);
            long d6 = read(from + 48);
            long d7 = read(from + 56);
            b0 += d1 + product(d0 ^ key[s]);
            b1 += d0 + product(d1 ^ key[s + 1]);
            b2 += d3 + product(d2 ^ key[s + 2]);
            b3 += d2 + product(d3 ^ key[s + 3]);
            b4 += d5 + product(d4 ^ key[s + 4]);
            b5 += d4 + product(d5 ^ key[s + 5]);
            b6 += d7 + product(d6 ^ key[s + 6]);
            b7 += d6 + product(d7 ^ key[s + 7]);
        }
        a0 = b0;
        a1 = b1;
        a2 = b2;
        a3 = b3;
        a4 = b4;
        a5 = b5;
        a6 = b6;
        a7 = b7;
    }

    private static long read(Object base, long at) {
        return inOrder(UnsafeApi.getLong(base, at));
    }

    private static long read(long at) {
        return inOrder(UnsafeApi.getLong(at));
    }

    private static long inOrder(long value) {
        return REVERSE ? Long.reverseBytes(value) : value;
    }

    private static long product(long keyed) {
        return (keyed & 0xFFFF_FFFFL) * (keyed >>> 32);
    }

    /** Takes the input's last 64 bytes, wherever its stripes began, and gives the digest; to be used no more then. */
    Digest128 finish(Object base, long at, long length) {
        long[] lanes = {a0, a1, a2, a3, a4, a5, a6, a7};
        for (int i = 0; i < lanes.length; i++) {
            long data = read(base, at + i * Long.BYTES);
            lanes[i ^ 1] += data;
            lanes[i] += product(data ^ SECRET.getLong(LAST_STRIPE + i * Long.BYTES));
        }
        long low = merged(lanes, MERGE_LOW, length * PRIME64_1);
        long high = merged(lanes, MERGE_HIGH, ~(length * PRIME64_2));
        return new Digest128(high, low);
    }

    private static long merged(long[] lanes, int secret, long start) {
        long sum = start;
        for (int i = 0; i < lanes.length; i += 2) {
            long left = lanes[i] ^ SECRET.getLong(secret + i * Long.BYTES);
            long right = lanes[i + 1] ^ SECRET.getLong(secret + (i + 1) * Long.BYTES);
            // the 128 bits of the unsigned product, folded
            long upper = Math.multiplyHigh(left, right) + (left >> 63 & right) + (right >> 63 & left);
            sum += left * right ^ upper;
        }
        sum ^= sum >>> 37;
        sum *= AVALANCHE;
        return sum ^ sum >>> 32;
    }
}
