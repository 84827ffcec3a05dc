package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.EmailScanner;

/** Replaces e-mail addresses. */
public final class CleanEmailMapper implements Mapper {
    public static final String NAME = "clean_email_mapper";

    private final EmailScanner emails;

    /** @param replacement put literally in the place of an address */
    public CleanEmailMapper(String replacement) {
        emails = new EmailScanner(replacement);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return emails.replace(text);
    }
}
