package org.steelworks.core.aeron;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process with a media driver, to be killed: prints the driver's folder and lives until its stdin ends. */
final class DriverProcess {
    private DriverProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (MediaDriverOwner driver = MediaDriverOwner.start(Station.settings(Path.of(arguments[0])), "node-1", 1)) {
            System.out.write((driver.driverFolder() + "\n").getBytes(StandardCharsets.UTF_8));
            System.out.flush();
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
