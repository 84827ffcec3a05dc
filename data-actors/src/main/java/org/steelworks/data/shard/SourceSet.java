package org.steelworks.data.shard;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The data sets of the original's packing step: they name the shards and say where a row keeps its text. */
public enum SourceSet {
    CHAT(FieldRule.TEXT),
    SKY(FieldRule.TEXT),
    STARCODE(FieldRule.TEXT),
    WANJUAN_ZH(FieldRule.WANJUAN),
    WANJUAN_EN(FieldRule.WANJUAN);

    private final FieldRule fields;

    SourceSet(FieldRule fields) {
        this.fields = fields;
    }

    /** Where a row of the set keeps its text. */
    public FieldRule fields() {
        return fields;
    }

    /** The name that shard files begin with. */
    public String prefix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The set called {@code name}, in the original's spelling. */
    public static SourceSet of(String name) {
        for (SourceSet set : values()) {
            if (set.prefix().equals(name)) {
                return set;
            }
        }
        throw new IllegalArgumentException("there is no data set '" + name + "'; known are "
                + Arrays.stream(values()).map(SourceSet::prefix).collect(Collectors.joining(", ")));
    }
}
