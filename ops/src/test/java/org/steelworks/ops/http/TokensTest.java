package org.steelworks.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    @TempDir
    Path folder;

    private Tokens open(long atMs) throws Exception {
        return Tokens.open(folder, Clock.fixed(Instant.ofEpochMilli(atMs), ZoneOffset.UTC), new SecureRandom());
    }

    @Test
    void shouldKeepTokensAndCookiesOverARestart() throws Exception {
        Tokens first = open(0);
        String admin = Files.readString(first.tokenFile()).strip();
        String viewer = first.issue("eve", Role.VIEWER, null);
        String cookie = first.cookieFor(viewer);

        Tokens second = open(5);

        assertThat(second.byToken(admin)).contains(new Tokens.Principal("admin", Role.ADMIN));
        assertThat(second.byToken(viewer)).contains(new Tokens.Principal("eve", Role.VIEWER));
        assertThat(second.byCookie(cookie)).contains(new Tokens.Principal("eve", Role.VIEWER));
        assertThat(second.byToken(cookie)).isEmpty();
        assertThat(second.byToken(viewer + "x")).isEmpty();
        assertThat(Files.readString(second.tokenFile()).strip()).isEqualTo(admin);
    }

    @Test
    void shouldEndTokensAtTheirTimeAndWhenReplaced() throws Exception {
        String token = open(1000).issue("bob", Role.OPERATOR, Duration.ofSeconds(2));

        assertThat(open(3000).byToken(token)).isPresent();
        assertThat(open(3001).byToken(token)).isEmpty();
        String next = open(1000).issue("bob", Role.OPERATOR, null);
        assertThat(open(1000).byToken(token)).isEmpty();
        assertThat(open(1000).byToken(next)).isPresent();
    }
}
