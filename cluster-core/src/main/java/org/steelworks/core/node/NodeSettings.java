package org.steelworks.core.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.BootstrapSetup;
import org.steelworks.core.job.JobSettings;

/**
 * Deployment of a node ({@code steel.node} and {@code steel.cluster}).
 *
 * @param name this machine's name in worker ids
 * @param dir folder of its files
 * @param host address of the control link
 * @param port of the control link, 0 for a free one
 * @param roles of its cluster membership
 * @param clusterName the same on all nodes
 * @param seedNodes {@code host:port}; empty for a cluster of one
 * @param jobs of the job scheduler
 */
public record NodeSettings(
        String name,
        Path dir,
        String host,
        int port,
        Set<String> roles,
        String clusterName,
        List<String> seedNodes,
        JobSettings jobs,
        Pekko pekko) {

    private static final Set<String> KNOWN_ROLES = Set.of("control", "data", "gpu");
    private static final String NAME_ROLE = "node=";

    /** The Pekko settings that follow; opaque to everybody but {@link Node}. */
    static final class Pekko {
        private final Config config;

        private Pekko(Config config) {
            this.config = config;
        }
    }

    /**
     * Reads the settings.
     *
     * @param root application settings over every {@code reference.conf}
     * @throws IllegalArgumentException naming the key, its value and what is allowed
     */
    public static NodeSettings from(Config root) {
        Config node = root.getConfig("steel.node");
        Config cluster = root.getConfig("steel.cluster");
        String name = node.getString("name");
        if (!name.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("steel.node.name is '" + name + "', it must match [a-z0-9-]{1,64}");
        }
        Set<String> roles = new LinkedHashSet<>(node.getStringList("roles"));
        if (roles.isEmpty() || !KNOWN_ROLES.containsAll(roles)) {
            throw new IllegalArgumentException("steel.node.roles is " + roles + ", it must be some of " + KNOWN_ROLES);
        }
        Path dir = Path.of(node.getString("dir")).toAbsolutePath().normalize();
        String host = node.getString("host");
        int port = node.getInt("port");
        List<String> seeds = cluster.getStringList("seed-nodes");
        if (port == 0 && !seeds.isEmpty() && roles.contains("control")) {
            throw new IllegalArgumentException(
                    "steel.node.port is 0 and steel.cluster.seed-nodes is not empty: a node that others join needs a"
                            + " fixed port");
        }
        JobSettings jobs = JobSettings.from(root, dir);
        Map<String, Object> derived = derived(cluster, host, port, seeds, roles, name);
        Config pekko = ConfigFactory.parseMap(derived, "steel.node and steel.cluster")
                .withFallback(jobs.pekkoConfig())
                .withFallback(ConfigFactory.parseResources("steel-node.conf"))
                .withFallback(root)
                .resolve();
        return new NodeSettings(
                name, dir, host, port, Set.copyOf(roles), cluster.getString("name"), seeds, jobs, new Pekko(pekko));
    }

    private static Map<String, Object> derived(
            Config cluster, String host, int port, List<String> seeds, Set<String> roles, String name) {
        Duration stable = cluster.getDuration("stable-after");
        int controlNodes = cluster.getInt("control-nodes");
        if (controlNodes != 1 && controlNodes < 3) {
            throw new IllegalArgumentException("steel.cluster.control-nodes is " + controlNodes
                    + ", it must be 1 or at least 3: of two, neither is a majority");
        }
        Set<String> allRoles = new HashSet<>(roles);
        allRoles.add(NAME_ROLE + name);
        Map<String, Object> values = new HashMap<>();
        values.put("pekko.remote.artery.canonical.hostname", host);
        values.put("pekko.remote.artery.canonical.port", port);
        values.put("pekko.cluster.roles", List.copyOf(allRoles));
        values.put("pekko.cluster.split-brain-resolver.stable-after", stable.toMillis() + "ms");
        values.put(
                "pekko.cluster.failure-detector.acceptable-heartbeat-pause",
                cluster.getDuration("heartbeat-pause").toMillis() + "ms");
        values.put(
                "pekko.cluster.shutdown-after-unsuccessful-join-seed-nodes",
                cluster.getDuration("join-timeout").toMillis() + "ms");
        values.put("pekko.cluster.role.control.min-nr-of-members", controlNodes / 2 + 1);
        values.put(
                "pekko.cluster.seed-nodes",
                seeds.stream()
                        .map(seed -> "pekko://" + cluster.getString("name") + "@" + seed)
                        .toList());
        transport(cluster.getConfig("tls"), host, values);
        return values;
    }

    private static void transport(Config tls, String host, Map<String, Object> values) {
        String keyStore = tls.getString("key-store");
        if (keyStore.isEmpty()) {
            if (!isLoopback(host)) {
                throw new IllegalArgumentException("steel.node.host is " + host
                        + " and steel.cluster.tls.key-store is empty: beyond loopback nodes speak TLS only");
            }
            values.put("pekko.remote.artery.transport", "tcp");
            return;
        }
        String password;
        try {
            password = Files.readString(Path.of(tls.getString("password-file"))).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "steel.cluster.tls.password-file " + tls.getString("password-file") + " cannot be read", e);
        }
        String engine = "pekko.remote.artery.ssl.config-ssl-engine.";
        values.put("pekko.remote.artery.transport", "tls-tcp");
        values.put(engine + "key-store", keyStore);
        values.put(engine + "key-store-password", password);
        values.put(engine + "key-password", password);
        values.put(engine + "trust-store", tls.getString("trust-store"));
        values.put(engine + "trust-store-password", password);
        values.put(engine + "protocol", "TLSv1.3");
        values.put(engine + "enabled-algorithms", List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256"));
        values.put(engine + "require-mutual-authentication", "on");
        values.put(engine + "hostname-verification", "on");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("steel.node.host is " + host + ", which has no address", e);
        }
    }

    /** The node name that a member carries among its roles; the address's text where it carries none. */
    static String nodeName(Iterable<String> memberRoles, String otherwise) {
        for (String role : memberRoles) {
            if (role.startsWith(NAME_ROLE)) {
                return role.substring(NAME_ROLE.length());
            }
        }
        return otherwise;
    }

    /** Whether a role says what a node does, and not what it is called. */
    static boolean isDuty(String role) {
        return KNOWN_ROLES.contains(role);
    }

    /** What an actor system of this node starts from. */
    BootstrapSetup bootstrap() {
        return BootstrapSetup.create(pekko.config);
    }
}
