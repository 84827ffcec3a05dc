package org.steelworks.core.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Creates the journal's tables where they are missing, from the scripts that the journal plugin ships. */
public final class JournalSchema {
    private static final String TABLE = "event_journal";

    private JournalSchema() {}

    /**
     * Makes sure that the tables exist. Blocks on the database.
     *
     * @throws IllegalStateException saying which database failed and why
     */
    public static void ensure(JobSettings.Database database) {
        try (Connection connection =
                DriverManager.getConnection(database.url(), database.user(), database.password())) {
            if (!exists(connection)) {
                create(connection, script(database.kind()));
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(
                    "The job journal " + database + " cannot be opened: " + e.getMessage()
                            + ". Check steel.jobs.database, and that no other node uses the same H2 file",
                    e);
        }
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(null, null, TABLE, null)) {
            return tables.next();
        }
    }

    private static String script(JobSettings.Database.Kind kind) throws IOException {
        try (InputStream in = JournalSchema.class.getClassLoader().getResourceAsStream(kind.schema())) {
            if (in == null) {
                throw new IOException("the class path has no " + kind.schema());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void create(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : script.split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
    }
}
