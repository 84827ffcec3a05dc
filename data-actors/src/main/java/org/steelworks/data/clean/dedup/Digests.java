package org.steelworks.data.clean.dedup;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests that signatures are made of. */
final class Digests {
    private Digests() {}

    static MessageDigest md5() {
        return of("MD5");
    }

    static MessageDigest sha1() {
        return of("SHA-1");
    }

    private static MessageDigest of(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    /** The 16 bytes of an MD5 digest as two big-endian longs. */
    static long[] longs(byte[] md5) {
        ByteBuffer bytes = ByteBuffer.wrap(md5);
        return new long[] {bytes.getLong(), bytes.getLong()};
    }
}
