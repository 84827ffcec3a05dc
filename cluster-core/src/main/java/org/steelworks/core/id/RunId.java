package org.steelworks.core.id;

/**
 * Names one run; every frame carries its 64-bit {@link #tag()}.
 *
 * @param value matches {@code [a-z0-9-]{1,64}}, safe in paths and URLs
 */
public record RunId(String value) {
    public RunId {
        if (!value.matches("[a-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("run id '" + value + "' must match [a-z0-9-]{1,64}");
        }
    }

    /** FNV-1a of the name: what frames carry instead of the text. */
    public long tag() {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < value.length(); i++) {
            hash = (hash ^ value.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    @Override
    public String toString() {
        return value;
    }
}
