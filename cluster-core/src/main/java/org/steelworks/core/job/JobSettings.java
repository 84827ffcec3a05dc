package org.steelworks.core.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Deployment of the job scheduler ({@code steel.jobs}).
 *
 * @param database where the journal lives
 * @param dir folder of jobs that name none
 * @param maxQueued jobs that may wait
 * @param maxRunning runs at once
 * @param runRestarts how often a run that ends without a result is started again without progress in between
 * @param restartBackoff before the first such restart; doubles each time
 */
public record JobSettings(
        Database database, Path dir, int maxQueued, int maxRunning, int runRestarts, Duration restartBackoff) {

    /**
     * A JDBC database.
     *
     * @param kind decides driver and schema
     * @param url JDBC URL
     * @param password maybe empty
     */
    public record Database(Kind kind, String url, String user, String password, int connections) {
        /** Databases the journal knows. */
        public enum Kind {
            H2("org.h2.Driver", "slick.jdbc.H2Profile$", "schema/h2/h2-create-schema.sql"),
            POSTGRESQL(
                    "org.postgresql.Driver",
                    "slick.jdbc.PostgresProfile$",
                    "schema/postgres/postgres-create-schema.sql");

            private final String driver;
            private final String profile;
            private final String schema;

            Kind(String driver, String profile, String schema) {
                this.driver = driver;
                this.profile = profile;
                this.schema = schema;
            }

            String schema() {
                return schema;
            }
        }

        @Override
        public String toString() {
            return kind + " " + url + " as '" + user + "'";
        }
    }

    /**
     * Reads {@code steel.jobs}.
     *
     * @param nodeDir folder of this node's files, where an H2 journal and jobs without a folder go
     * @throws IllegalArgumentException naming the key and what is allowed
     */
    public static JobSettings from(Config root, Path nodeDir) {
        Config jobs = root.getConfig("steel.jobs");
        return new JobSettings(
                database(jobs.getConfig("database"), nodeDir),
                nodeDir.resolve("jobs").toAbsolutePath().normalize(),
                atLeastOne(jobs, "max-queued"),
                atLeastOne(jobs, "max-running"),
                jobs.getInt("run-restarts"),
                jobs.getDuration("restart-backoff"));
    }

    private static Database database(Config config, Path nodeDir) {
        Database.Kind kind =
                switch (config.getString("kind")) {
                    case "h2" -> Database.Kind.H2;
                    case "postgresql" -> Database.Kind.POSTGRESQL;
                    default ->
                        throw new IllegalArgumentException("steel.jobs.database.kind is '" + config.getString("kind")
                                + "', it must be h2 or postgresql");
                };
        String url = config.getString("url");
        if (url.isEmpty() && kind == Database.Kind.POSTGRESQL) {
            throw new IllegalArgumentException("steel.jobs.database.url is empty, PostgreSQL needs one such as"
                    + " jdbc:postgresql://host:5432/steel");
        }
        // Without WRITE_DELAY=0 a commit stays in memory for half a second, and a killed process loses it.
        String effective = url.isEmpty()
                ? "jdbc:h2:file:" + nodeDir.resolve("journal").toAbsolutePath().normalize()
                        + ";DATABASE_TO_UPPER=false;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"
                : url;
        return new Database(
                kind, effective, config.getString("user"), password(config), atLeastOne(config, "connections"));
    }

    private static String password(Config config) {
        String file = config.getString("password-file");
        if (file.isEmpty()) {
            return "";
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("steel.jobs.database.password-file " + file + " cannot be read", e);
        }
    }

    private static int atLeastOne(Config config, String key) {
        int value = config.getInt(key);
        if (value < 1) {
            throw new IllegalArgumentException(
                    config.origin().description() + ": " + key + " is " + value + ", must be at least 1");
        }
        return value;
    }

    /** The settings of Pekko's journal plugin that follow from {@link #database()}. */
    public Config pekkoConfig() {
        String at = "pekko-persistence-jdbc.shared-databases.slick.";
        Map<String, Object> values = new HashMap<>();
        values.put("pekko.persistence.journal.plugin", "jdbc-journal");
        values.put("pekko.persistence.snapshot-store.plugin", "jdbc-snapshot-store");
        values.put("jdbc-journal.use-shared-db", "slick");
        values.put("jdbc-snapshot-store.use-shared-db", "slick");
        values.put("jdbc-read-journal.use-shared-db", "slick");
        values.put(at + "profile", database.kind().profile);
        values.put(at + "db.driver", database.kind().driver);
        values.put(at + "db.url", database.url());
        values.put(at + "db.user", database.user());
        values.put(at + "db.password", database.password());
        values.put(at + "db.numThreads", database.connections());
        values.put(at + "db.maxConnections", database.connections());
        values.put(at + "db.minConnections", 1);
        values.put(at + "db.connectionTimeout", 5000);
        return ConfigFactory.parseMap(values, "steel.jobs.database");
    }
}
