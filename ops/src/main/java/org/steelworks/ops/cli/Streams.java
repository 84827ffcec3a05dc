package org.steelworks.ops.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * What a command talks to; text is UTF-8 whatever the locale.
 *
 * @param in data
 * @param out data
 * @param err progress and errors
 * @param terminal whether somebody watches {@code err}: a line may then be written over
 */
record Streams(InputStream in, PrintWriter out, PrintWriter err, boolean terminal) {
    /** Those of this process; the launcher says whether standard error is a terminal. */
    static Streams ofProcess() {
        return new Streams(
                System.in,
                writer(FileDescriptor.out, false),
                writer(FileDescriptor.err, true),
                Boolean.getBoolean("steel.terminal"));
    }

    private static PrintWriter writer(FileDescriptor descriptor, boolean flushLines) {
        return new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), flushLines);
    }
}
