package org.steelworks.ops.prepare;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;

/** Settings of the actor system that cleans in a command's own process: no remoting, no cluster. */
final class PrepareSystemSettings {
    private PrepareSystemSettings() {}

    /**
     * @param threads that clean and write; the blocking dispatcher holds the units' streams as well
     * @param modules whose settings count
     */
    static Config config(int threads, ClassLoader modules) {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.actor.provider", "local",
                        "pekko.loglevel", "WARNING",
                        "pekko.stdout-loglevel", "OFF",
                        "pekko.log-dead-letters", "off",
                        "pekko.log-dead-letters-during-shutdown", "off",
                        "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                        "pekko.actor.default-blocking-io-dispatcher.thread-pool-executor.fixed-pool-size",
                                Math.max(8, 2 * threads + 4)))
                .withFallback(ConfigFactory.load(modules));
    }
}
