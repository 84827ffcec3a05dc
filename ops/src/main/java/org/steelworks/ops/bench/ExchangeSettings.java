package org.steelworks.ops.bench;

import com.typesafe.config.ConfigFactory;
import org.steelworks.core.aeron.AeronSettings;

/** {@code steel.aeron} of this process. */
final class ExchangeSettings {
    private ExchangeSettings() {}

    static AeronSettings aeron() {
        return AeronSettings.from(ConfigFactory.load());
    }
}
