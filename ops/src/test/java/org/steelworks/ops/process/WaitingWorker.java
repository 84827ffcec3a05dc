package org.steelworks.ops.process;

import java.io.IOException;

/**
 * A worker process for tests: says how it was called, then waits for the end of its standard input. With the system
 * property {@code refuse} it ends at once with code 7.
 */
public final class WaitingWorker {
    private WaitingWorker() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("called with " + String.join(" ", arguments));
        System.out.flush();
        if (System.getProperty("refuse") != null) {
            System.out.println("no device in this machine");
            System.exit(7);
        }
        while (System.in.read() >= 0) {
            continue;
        }
        System.exit(0);
    }
}
