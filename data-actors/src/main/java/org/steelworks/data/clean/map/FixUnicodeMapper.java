package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.UnicodeRepair;

/** Repairs wrongly decoded text, odd widths, quotes and controls, and normalizes. */
public final class FixUnicodeMapper implements Mapper {
    public static final String NAME = "fix_unicode_mapper";

    private final UnicodeRepair repair;

    public FixUnicodeMapper(UnicodeRepair.Form normalization) {
        repair = new UnicodeRepair(normalization);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return repair.repair(text);
    }
}
