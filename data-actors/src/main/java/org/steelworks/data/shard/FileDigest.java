package org.steelworks.data.shard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of whole files, as lower-case hex. */
final class FileDigest {
    /** From this size on the original's identity covers the two ends of a file only. */
    private static final long ORIGINAL_WHOLE = 50_000_000;

    private static final long ORIGINAL_END = 25_000_000;

    private FileDigest() {}

    static MessageDigest sha256() {
        return digest("SHA-256");
    }

    /** SHA-256 of the whole file. */
    static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            update(digest, in, Long.MAX_VALUE);
        }
        return hex(digest);
    }

    /** By what the original loader orders files: MD5 of the file, of its first and last 25 MB where it has 50 MB. */
    static String originalIdentity(Path file) throws IOException {
        long bytes = Files.size(file);
        MessageDigest digest = digest("MD5");
        try (InputStream in = Files.newInputStream(file)) {
            if (bytes < ORIGINAL_WHOLE) {
                update(digest, in, bytes);
            } else {
                update(digest, in, ORIGINAL_END);
                in.skipNBytes(bytes - 2 * ORIGINAL_END);
                update(digest, in, ORIGINAL_END);
            }
        }
        return hex(digest);
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, InputStream in, long bytes) throws IOException {
        byte[] buffer = new byte[1 << 18];
        long left = bytes;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                return;
            }
            digest.update(buffer, 0, read);
            left -= read;
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
