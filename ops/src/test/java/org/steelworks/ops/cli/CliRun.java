package org.steelworks.ops.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What one command line did in this process. */
record CliRun(int exitCode, String out, String err) {

    static CliRun of(Object... arguments) {
        return withInput(new byte[0], arguments);
    }

    static CliRun withInput(String input, Object... arguments) {
        return withInput(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    static CliRun withInput(byte[] input, Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Streams streams =
                new Streams(new ByteArrayInputStream(input), new PrintWriter(out), new PrintWriter(err, true), false);
        int exitCode = SteelMain.execute(
                streams, Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        return new CliRun(exitCode, out.toString(), err.toString());
    }
}
