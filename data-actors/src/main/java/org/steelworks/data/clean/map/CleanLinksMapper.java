package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.LinkScanner;

/** Replaces web links; what counts as one is generous: {@code key:value} in code is a link too. */
public final class CleanLinksMapper implements Mapper {
    public static final String NAME = "clean_links_mapper";

    private final LinkScanner links;

    /** @param replacement put literally in the place of a link */
    public CleanLinksMapper(String replacement) {
        links = new LinkScanner(replacement);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return links.replace(text);
    }
}
