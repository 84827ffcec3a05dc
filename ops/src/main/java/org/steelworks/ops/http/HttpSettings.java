package org.steelworks.ops.http;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Deployment of the HTTP server ({@code steel.http}).
 *
 * @param tls empty: plain HTTP, which only a loopback address may speak
 */
public record HttpSettings(
        String host,
        int port,
        Optional<SSLContext> tls,
        int maxConnections,
        Duration bodyTimeout,
        Duration idleTimeout) {

    /**
     * Reads {@code steel.http}.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    public static HttpSettings from(Config root) {
        Config http = root.getConfig("steel.http");
        String host = http.getString("host");
        Optional<SSLContext> tls = tls(http.getConfig("tls"));
        if (tls.isEmpty() && !isLoopback(host)) {
            throw new IllegalArgumentException("steel.http.host is " + host
                    + " and steel.http.tls.key-store is empty: beyond loopback the API speaks TLS only");
        }
        return new HttpSettings(
                host,
                http.getInt("port"),
                tls,
                http.getInt("max-connections"),
                http.getDuration("body-timeout"),
                http.getDuration("idle-timeout"));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("steel.http.host is " + host + ", which has no address", e);
        }
    }

    private static Optional<SSLContext> tls(Config tls) {
        String file = tls.getString("key-store");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            char[] password = Files.readString(Path.of(tls.getString("password-file")))
                    .strip()
                    .toCharArray();
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return Optional.of(context);
        } catch (IOException e) {
            throw new UncheckedIOException("steel.http.tls: " + file + " or its password-file cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("steel.http.tls.key-store " + file + " holds no usable key", e);
        }
    }
}
