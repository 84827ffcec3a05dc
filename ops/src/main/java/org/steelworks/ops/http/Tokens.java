package org.steelworks.ops.http;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who may do what. {@code tokens.json} (mode 0600) holds the hash, role and expiry of every token, {@code token} (mode
 * 0600) the administrator's token that was made at first start, for the command line on this machine. Tokens are compared
 * in constant time. Thread-safe.
 */
public final class Tokens {
    private static final String HASHES = "tokens.json";
    private static final String ADMIN_TOKEN = "token";
    private static final int SECRET_BYTES = 32;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** Who is asking. */
    public record Principal(String name, Role role) {}

    private record Entry(String name, Role role, String sha256, long expiresMs) {}

    private record Stored(String pageKey, List<Entry> tokens) {}

    private final Path dir;
    private final Clock clock;
    private final SecureRandom random;
    private Stored stored;

    private Tokens(Path dir, Clock clock, SecureRandom random, Stored stored) {
        this.dir = dir;
        this.clock = clock;
        this.random = random;
        this.stored = stored;
    }

    /**
     * Reads the tokens of a node, or makes the first one.
     *
     * @throws IOException when the files cannot be read or written
     */
    public static Tokens open(Path dir, Clock clock, SecureRandom random) throws IOException {
        Files.createDirectories(dir);
        Path hashes = dir.resolve(HASHES);
        if (Files.exists(hashes)) {
            return new Tokens(dir, clock, random, JSON.readValue(hashes.toFile(), new TypeReference<Stored>() {}));
        }
        Tokens tokens = new Tokens(dir, clock, random, new Stored(secret(random), List.of()));
        String admin = tokens.issue("admin", Role.ADMIN, null);
        write(tokens.tokenFile(), (admin + "\n").getBytes(StandardCharsets.UTF_8));
        return tokens;
    }

    /** The file with the administrator's token. */
    public Path tokenFile() {
        return dir.resolve(ADMIN_TOKEN);
    }

    /**
     * Makes a token; it is not kept and cannot be shown again. An earlier one of the same name is no longer valid.
     *
     * @param validFor null: until it is replaced
     */
    public synchronized String issue(String name, Role role, Duration validFor) throws IOException {
        String token = "steel_" + secret(random);
        long expires = validFor == null ? Long.MAX_VALUE : clock.millis() + validFor.toMillis();
        List<Entry> entries = new ArrayList<>(stored.tokens());
        entries.removeIf(entry -> entry.name().equals(name));
        entries.add(new Entry(name, role, sha256(token), expires));
        Stored next = new Stored(stored.pageKey(), List.copyOf(entries));
        write(dir.resolve(HASHES), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(next));
        stored = next;
        return token;
    }

    /** Whose token this is. */
    public Optional<Principal> byToken(String token) {
        String hash = sha256(token);
        return find(entry -> entry.sha256(), hash);
    }

    /** Whose page cookie this is; it allows reading only, whatever the role. */
    public Optional<Principal> byCookie(String cookie) {
        return find(entry -> cookieOf(entry.sha256()), cookie);
    }

    /** The cookie for pages of whoever has this token: it cannot be turned back into the token. */
    public String cookieFor(String token) {
        return cookieOf(sha256(token));
    }

    private synchronized Optional<Principal> find(java.util.function.Function<Entry, String> part, String given) {
        Entry found = null;
        for (Entry entry : stored.tokens()) {
            byte[] expected = part.apply(entry).getBytes(StandardCharsets.UTF_8);
            // No early end: the time must not tell which entry was close.
            if (MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8))) {
                found = entry;
            }
        }
        return found == null || found.expiresMs() < clock.millis()
                ? Optional.empty()
                : Optional.of(new Principal(found.name(), found.role()));
    }

    private String cookieOf(String hash) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(stored.pageKey().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(hash.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("This Java runtime has no HmacSHA256", e);
        }
    }

    private static String secret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String sha256(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-256", e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, content, StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
