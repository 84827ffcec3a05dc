package org.steelworks.gpu.kernel.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The text of all kernel files: method definitions in TorchScript, without indentation, which together are the methods
 * of one module class.
 */
public final class KernelSource {
    /** Name of the module class; the files name it as the type of {@code self}. */
    static final String CLASS_NAME = "Kernels";

    private final SortedMap<String, String> files;

    private KernelSource(SortedMap<String, String> files) {
        this.files = files;
    }

    /**
     * Checks that each file holds definitions only.
     *
     * @param files file name to text
     */
    public static KernelSource of(Map<String, String> files) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("there are no kernel files");
        }
        files.forEach(KernelSource::check);
        return new KernelSource(new TreeMap<>(files));
    }

    private static void check(String name, String text) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            boolean starts = line.isEmpty() || line.startsWith("def ") || line.startsWith("#") || line.startsWith("  ");
            if (!starts || line.indexOf('\t') >= 0 || line.indexOf('\r') >= 0) {
                throw new IllegalArgumentException("kernel file " + name + ", line " + number
                        + ": must be empty, a comment, a definition or indented by spaces: " + line);
            }
        }
    }

    /** The module as one source file. */
    String moduleText() {
        StringBuilder text = new StringBuilder("class " + CLASS_NAME + "(Module):\n"
                + "  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
        for (String file : files.values()) {
            for (String line : file.split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    text.append("  ").append(line).append('\n');
                }
            }
        }
        return text.toString();
    }

    /** SHA-256 over file names and texts, in order of names; 64 hexadecimal digits. Part of the fingerprint. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, text) -> {
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(text.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
