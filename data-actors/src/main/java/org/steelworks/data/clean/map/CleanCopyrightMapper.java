package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.CopyrightHeader;

/** Takes copyright headers off source code, and leading {@code #} lines off any text without a C comment. */
public final class CleanCopyrightMapper implements Mapper {
    public static final String NAME = "clean_copyright_mapper";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return CopyrightHeader.remove(text);
    }
}
