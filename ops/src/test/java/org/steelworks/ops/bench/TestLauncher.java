package org.steelworks.ops.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What stands for the launcher in tests. */
final class TestLauncher {
    private TestLauncher() {}

    /** The launcher without its build; with another code than 0 one that fails. */
    static Path write(Path dir, int exitCode) throws IOException {
        String command = exitCode == 0
                ? "exec \"%s\" --add-opens java.base/jdk.internal.misc=ALL-UNNAMED --add-opens java.base/java.nio=ALL-UNNAMED"
                                .formatted(Path.of(System.getProperty("java.home"), "bin", "java"))
                        + " --add-opens java.base/sun.nio.ch=ALL-UNNAMED -XX:+UseSerialGC -cp '%s'"
                                .formatted(System.getProperty("java.class.path"))
                        + " org.steelworks.ops.cli.SteelMain \"$@\"\n"
                : "echo no device >&2; exit " + exitCode + "\n";
        Path script = Files.writeString(dir.resolve("launcher.sh"), "#!/bin/sh\n" + command);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
