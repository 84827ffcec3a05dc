package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.IpScanner;

/** Replaces IP addresses, IPv4 and the full form of IPv6. */
public final class CleanIpMapper implements Mapper {
    public static final String NAME = "clean_ip_mapper";

    private final IpScanner addresses;

    /** @param replacement put literally in the place of an address */
    public CleanIpMapper(String replacement) {
        addresses = new IpScanner(replacement);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return addresses.replace(text);
    }
}
