package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.MacroExpansion;

/** Replaces LaTeX macros without arguments by what they stand for. */
public final class ExpandMacroMapper implements Mapper {
    public static final String NAME = "expand_macro_mapper";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return MacroExpansion.expand(text);
    }
}
