package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.ChineseConversion;

/** Traditional to simplified Chinese ({@code t2s}). Text from a NUL on is cut off, as in the original. */
public final class ChineseConvertMapper implements Mapper {
    public static final String NAME = "chinese_convert_mapper";

    private final ChineseConversion conversion;

    public ChineseConvertMapper(ChineseConversion conversion) {
        this.conversion = conversion;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        return conversion.convert(text);
    }
}
