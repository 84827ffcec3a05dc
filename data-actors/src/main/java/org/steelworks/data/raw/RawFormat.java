package org.steelworks.data.raw;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The raw formats, one JSON object a line each. */
public enum RawFormat {
    /** Decided per file by its first records. */
    AUTO("auto"),
    /** Encyclopaedia entries: {@code title, summary, sections:[{title,content}]}. */
    BAIKE("baike"),
    /** Conversations: {@code conversations:[{from,value}]}. */
    BELLE_CONVERSATION("belle-conversation"),
    /** {@code text}. */
    JSONL("jsonl");

    private final String key;

    RawFormat(String key) {
        this.key = key;
    }

    /** The name on command lines and in reports. */
    public String key() {
        return key;
    }

    /**
     * The format of that name.
     *
     * @throws IllegalArgumentException naming the known formats
     */
    public static RawFormat of(String key) {
        return Arrays.stream(values())
                .filter(f -> f.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("format \"" + key + "\" is not known; known are "
                        + Arrays.stream(values()).map(RawFormat::key).collect(Collectors.joining(", "))));
    }

    /** The reader of a decided format. */
    public RawReader reader(ReadingRules rules) {
        return switch (this) {
            case BAIKE -> new BaikeReader();
            case BELLE_CONVERSATION -> new BelleReader(rules);
            case JSONL -> new JsonlReader();
            case AUTO -> throw new IllegalStateException("the format is decided before a file is read");
        };
    }
}
