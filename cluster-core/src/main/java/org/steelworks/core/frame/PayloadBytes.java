package org.steelworks.core.frame;

import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.steelworks.core.frame.sbe.DataFrameDecoder;
import org.steelworks.core.frame.sbe.GroupSizeEncodingDecoder;
import org.steelworks.core.frame.sbe.MessageHeaderDecoder;

/** A structured payload before it is believed: every length is compared with the bytes there are. */
final class PayloadBytes {
    /** Entries a group can have: its count is a u16. */
    static final int MAX_GROUP = GroupSizeEncodingDecoder.numInGroupMaxValue();

    private final UnsafeBuffer buffer;
    private final int length;

    private PayloadBytes(UnsafeBuffer buffer, int length) {
        this.buffer = buffer;
        this.length = length;
    }

    static PayloadBytes of(ByteBuffer bytes) {
        int length = bytes.remaining();
        return new PayloadBytes(new UnsafeBuffer(bytes, bytes.position(), length), length);
    }

    UnsafeBuffer buffer() {
        return buffer;
    }

    /** Whether a message of this template with a whole block begins here. */
    boolean announces(int schemaId, int templateId, int blockLength) {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH + blockLength) {
            return false;
        }
        MessageHeaderDecoder header = new MessageHeaderDecoder().wrap(buffer, 0);
        return header.schemaId() == schemaId
                && header.templateId() == templateId
                && header.version() == DataFrameDecoder.SCHEMA_VERSION
                && header.blockLength() == blockLength;
    }

    /** Where a group of entries of {@code blockLength} bytes that begins at {@code at} ends; -1 if it does not fit. */
    int groupEnd(int at, int blockLength) {
        int entries = at + GroupSizeEncodingDecoder.ENCODED_LENGTH;
        if (at < 0 || entries > length) {
            return -1;
        }
        GroupSizeEncodingDecoder size = new GroupSizeEncodingDecoder().wrap(buffer, at);
        int end = entries + size.numInGroup() * blockLength;
        return size.blockLength() != blockLength || size.numInGroup() > MAX_GROUP || end > length ? -1 : end;
    }

    boolean endsAt(int end) {
        return end == length;
    }

    /** @throws IllegalArgumentException if a group of {@code entries} cannot be written */
    static void requireGroup(String what, int entries) {
        if (entries > MAX_GROUP) {
            throw new IllegalArgumentException(entries + " " + what + " in one payload, at most " + MAX_GROUP + " fit");
        }
    }
}
