package org.steelworks.ops.prepare;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** Settings of the actor system that cleans in a command's own process: no remoting, no cluster. */
final class PrepareSystemSettings {
    /** The coordinator, its units and their streams, of which there are two at a time; operators have threads of their own. */
    private static final int BLOCKING_THREADS = 8;

    private PrepareSystemSettings() {}

    /** @param modules whose settings count */
    static Config config(ClassLoader modules) {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.actor.provider", "local",
                        "pekko.loglevel", "WARNING",
                        "pekko.stdout-loglevel", "OFF",
                        "pekko.log-dead-letters", "off",
                        "pekko.log-dead-letters-during-shutdown", "off",
                        "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                        "pekko.actor.default-blocking-io-dispatcher.thread-pool-executor.fixed-pool-size",
                                BLOCKING_THREADS))
                .withFallback(ConfigFactory.load(modules));
    }
}
