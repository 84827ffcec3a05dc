package org.steelworks.ops.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Digest of what a model folder says: its weights and configuration by name and content, wherever it lies. */
final class FolderDigest {
    private FolderDigest() {}

    static String of(Path folder) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-256", e);
        }
        List<Path> files;
        try (Stream<Path> names = Files.list(folder)) {
            files = names.filter(FolderDigest::counts).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IOException("model.init " + folder + " holds no safetensors file and no config.json");
        }
        for (Path file : files) {
            sha256.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static boolean counts(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".safetensors") || name.equals("config.json") || name.endsWith(".safetensors.index.json");
    }
}
