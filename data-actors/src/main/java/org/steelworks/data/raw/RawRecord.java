package org.steelworks.data.raw;

/** What a record of a raw file became. */
public sealed interface RawRecord {
    /** A document's text. */
    record Text(String text) implements RawRecord {}

    /** A sound record that its data set's rule leaves out; {@code reason} is the same for all records left out alike. */
    record Skipped(String reason) implements RawRecord {}

    /** A record that does not have the format; it belongs into the quarantine. */
    record Malformed(String reason) implements RawRecord {}

    /** A document without a text, which only the original's rules write. */
    record NoText() implements RawRecord {}
}
