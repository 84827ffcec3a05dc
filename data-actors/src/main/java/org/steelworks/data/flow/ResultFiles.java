package org.steelworks.data.flow;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.steelworks.data.unit.UnitStore;

/** The files of a result: written aside one by one, then given their names one after the other. Not thread-safe. */
final class ResultFiles {
    private final Path folder;
    private final UnitStore store;
    private final List<Ready> ready = new ArrayList<>();

    /** A file that is complete and waits for its name. */
    private record Ready(Path aside, PrepareReport.Output output) {}

    /** What is in a file. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @param folder where files lie until they have their names */
    ResultFiles(Path folder, UnitStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** @param name that the file will have */
    void write(String name, Content content) throws IOException {
        Path aside = folder.resolve(name + ".whole");
        MessageDigest sha256 = sha256();
        try (OutputStream out = new DigestOutputStream(store.create(aside), sha256)) {
            content.writeTo(out);
        }
        String digest = HexFormat.of().formatHex(sha256.digest());
        ready.add(new Ready(aside, new PrepareReport.Output(name, Files.size(aside), digest)));
    }

    /** Those written, in order. */
    List<PrepareReport.Output> outputs() {
        return ready.stream().map(Ready::output).toList();
    }

    /** Gives all files their names in {@code out}. */
    void publish(Path out) throws IOException {
        for (Ready file : ready) {
            store.publish(file.aside(), out.resolve(file.output().file()));
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
