package org.steelworks.data.raw;

/** What makes a text of the bytes of one record. Implementations are immutable and safe for any thread. */
public interface RawParser {
    /** What the record became; one with a problem is malformed for that reason. Never throws for what is wrong with it. */
    RawRecord parse(RawLine record);
}
