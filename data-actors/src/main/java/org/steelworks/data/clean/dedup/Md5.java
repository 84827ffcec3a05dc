package org.steelworks.data.clean.dedup;

import java.util.Arrays;

/** The beginning of MD5 digests (RFC 1321) of many short ranges of bytes, without an object for each. Not thread-safe. */
final class Md5 {
    private static final int BLOCK = 64;
    private static final int LENGTH_AT = 56;
    private static final int[] SINES = sines();

    private final byte[] last = new byte[2 * BLOCK];
    private final int[] words = new int[16];
    private int a;
    private int b;
    private int c;
    private int d;

    private static int[] sines() {
        int[] sines = new int[64];
        for (int i = 0; i < sines.length; i++) {
            sines[i] = (int) (long) Math.floor(Math.abs(StrictMath.sin(i + 1)) * 4294967296.0);
        }
        return sines;
    }

    /** The first eight bytes of the digest of {@code bytes[from, to)}, as a big-endian number. */
    long firstLong(byte[] bytes, int from, int to) {
        a = 0x67452301;
        b = 0xEFCDAB89;
        c = 0x98BADCFE;
        d = 0x10325476;
        int at = from;
        for (; to - at >= BLOCK; at += BLOCK) {
            block(bytes, at);
        }
        int rest = to - at;
        int padded = rest < LENGTH_AT ? BLOCK : 2 * BLOCK;
        System.arraycopy(bytes, at, last, 0, rest);
        last[rest] = (byte) 0x80;
        Arrays.fill(last, rest + 1, padded, (byte) 0);
        long bits = 8L * (to - from);
        for (int i = 0; i < Long.BYTES; i++) {
            last[padded - Long.BYTES + i] = (byte) (bits >>> 8 * i);
        }
        for (int i = 0; i < padded; i += BLOCK) {
            block(last, i);
        }
        return (long) Integer.reverseBytes(a) << 32 | Integer.reverseBytes(b) & 0xFFFFFFFFL;
    }

    private void block(byte[] bytes, int from) {
        int[] w = words;
        for (int i = 0, at = from; i < 16; i++, at += 4) {
            w[i] = bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF) << 16 | bytes[at + 3] << 24;
        }
        int[] k = SINES;
        int p = a;
        int q = b;
        int r = c;
        int s = d;
        for (int i = 0; i < 16; i += 4) {
            p = q + Integer.rotateLeft(p + (s ^ q & (r ^ s)) + k[i] + w[i], 7);
            s = p + Integer.rotateLeft(s + (r ^ p & (q ^ r)) + k[i + 1] + w[i + 1], 12);
            r = s + Integer.rotateLeft(r + (q ^ s & (p ^ q)) + k[i + 2] + w[i + 2], 17);
            q = r + Integer.rotateLeft(q + (p ^ r & (s ^ p)) + k[i + 3] + w[i + 3], 22);
        }
        for (int i = 16; i < 32; i += 4) {
            p = q + Integer.rotateLeft(p + (r ^ s & (q ^ r)) + k[i] + w[5 * i + 1 & 15], 5);
            s = p + Integer.rotateLeft(s + (q ^ r & (p ^ q)) + k[i + 1] + w[5 * i + 6 & 15], 9);
            r = s + Integer.rotateLeft(r + (p ^ q & (s ^ p)) + k[i + 2] + w[5 * i + 11 & 15], 14);
            q = r + Integer.rotateLeft(q + (s ^ p & (r ^ s)) + k[i + 3] + w[5 * i & 15], 20);
        }
        for (int i = 32; i < 48; i += 4) {
            p = q + Integer.rotateLeft(p + (q ^ r ^ s) + k[i] + w[3 * i + 5 & 15], 4);
            s = p + Integer.rotateLeft(s + (p ^ q ^ r) + k[i + 1] + w[3 * i + 8 & 15], 11);
            r = s + Integer.rotateLeft(r + (s ^ p ^ q) + k[i + 2] + w[3 * i + 11 & 15], 16);
            q = r + Integer.rotateLeft(q + (r ^ s ^ p) + k[i + 3] + w[3 * i + 14 & 15], 23);
        }
        for (int i = 48; i < 64; i += 4) {
            p = q + Integer.rotateLeft(p + (r ^ (q | ~s)) + k[i] + w[7 * i & 15], 6);
            s = p + Integer.rotateLeft(s + (q ^ (p | ~r)) + k[i + 1] + w[7 * i + 7 & 15], 10);
            r = s + Integer.rotateLeft(r + (p ^ (s | ~q)) + k[i + 2] + w[7 * i + 14 & 15], 15);
            q = r + Integer.rotateLeft(q + (s ^ (r | ~p)) + k[i + 3] + w[7 * i + 21 & 15], 21);
        }
        a += p;
        b += q;
        c += r;
        d += s;
    }
}
