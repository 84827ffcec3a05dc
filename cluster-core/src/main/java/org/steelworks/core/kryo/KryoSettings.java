package org.steelworks.core.kryo;

import com.typesafe.config.Config;

/**
 * Limits of one message.
 *
 * @param maxMessageBytes more are neither written nor read
 * @param maxDepth how deep values nest
 */
record KryoSettings(int maxMessageBytes, int maxDepth) {
    /** A stack frame or ten per level: far below what the smallest thread stack holds. */
    private static final int DEEPEST = 256;

    KryoSettings {
        if (maxMessageBytes < 1 || maxDepth < 1 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException("steel.wire needs max-message-bytes >= 1 and max-depth in 1.." + DEEPEST
                    + ", it has " + maxMessageBytes + " and " + maxDepth);
        }
    }

    static KryoSettings from(Config root) {
        Config wire = root.getConfig("steel.wire");
        return new KryoSettings(Math.toIntExact(wire.getBytes("max-message-bytes")), wire.getInt("max-depth"));
    }
}
