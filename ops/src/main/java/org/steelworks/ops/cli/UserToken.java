package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The token in the user's config folder, {@code ~/.config/steel/token} (mode 0600). */
final class UserToken {
    private static final String VARIABLE = "STEEL_TOKEN";

    /** A token and what it was taken from. */
    record Found(String token, String origin) {}

    private UserToken() {}

    /** Of this user; {@code XDG_CONFIG_HOME} counts as everywhere. */
    static Path file() {
        String config = System.getenv("XDG_CONFIG_HOME");
        String home = System.getenv("HOME");
        Path folder = config != null && Path.of(config).isAbsolute()
                ? Path.of(config)
                : Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home, ".config");
        return folder.resolve("steel").resolve("token");
    }

    /** The file given, else the environment's token, else the user's. */
    static Found find(Path given) throws IOException {
        String environment = System.getenv(VARIABLE);
        if (given == null && environment != null && !environment.isBlank()) {
            return new Found(checked(environment, VARIABLE), VARIABLE);
        }
        Path file = given == null ? file() : given;
        if (given == null && !Files.exists(file)) {
            throw new CommandFailure(
                    CommandFailure.UNAUTHORISED,
                    "there is no token: set " + VARIABLE + ", or give --token-file FILE (steel up prints the file's"
                            + " name and copies it to " + file + ")");
        }
        return new Found(checked(Files.readString(file), file.toString()), file.toString());
    }

    private static String checked(String text, String origin) {
        String token = text.strip();
        if (!token.matches("[!-~]{1,4096}")) {
            throw new CommandFailure(
                    CommandFailure.UNAUTHORISED,
                    "the token of " + origin + " is empty or has characters no token has: take that of the cluster");
        }
        return token;
    }

    /**
     * Makes a token the user's. Another one that was there is kept beside it.
     *
     * @return what a user should know of it, or null
     */
    static String save(Path source) throws IOException {
        Path file = file();
        String token = Files.readString(source);
        if (Files.exists(file) && Files.readString(file).equals(token)) {
            return null;
        }
        Files.createDirectories(file.getParent());
        String told = null;
        if (Files.exists(file)) {
            Path before = file.resolveSibling("token.before");
            Files.move(file, before, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            told = file + " held the token of another cluster, which is now in " + before;
        }
        Path next = file.resolveSibling("token.next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, token, StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return told;
    }
}
