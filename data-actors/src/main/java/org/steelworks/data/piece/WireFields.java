package org.steelworks.data.piece;

import java.util.Arrays;

/**
 * The fields of one message in protocol buffers' wire format, one after the other. A field of a kind that the reader
 * does not ask for is skipped, so unknown fields do no harm.
 */
final class WireFields {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private final int end;
    private int next;
    private int number;
    private int wireType;
    private long value;
    private int start;

    WireFields(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private WireFields(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.next = from;
        this.end = to;
    }

    /** Whether there is one more field; its number and value are then those of the other methods. */
    boolean advance() {
        if (next == end) {
            return false;
        }
        long tag = varint();
        number = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        switch (wireType) {
            case VARINT -> value = varint();
            case FIXED64 -> skip(8);
            case FIXED32 -> skip(4);
            case DELIMITED -> {
                long length = varint();
                if (length < 0 || length > end - next) {
                    throw broken("a field of " + length + " bytes reaches beyond its message");
                }
                skip((int) length);
            }
            default -> throw broken("wire type " + wireType + " is unknown");
        }
        return true;
    }

    int number() {
        return number;
    }

    int whole() {
        expect(VARINT);
        return (int) value;
    }

    boolean flag() {
        expect(VARINT);
        return value != 0;
    }

    float number32() {
        expect(FIXED32);
        return Float.intBitsToFloat((bytes[start] & 0xFF)
                | (bytes[start + 1] & 0xFF) << 8
                | (bytes[start + 2] & 0xFF) << 16
                | (bytes[start + 3] & 0xFF) << 24);
    }

    byte[] content() {
        expect(DELIMITED);
        return Arrays.copyOfRange(bytes, start, next);
    }

    WireFields message() {
        expect(DELIMITED);
        return new WireFields(bytes, start, next);
    }

    private void expect(int type) {
        if (wireType != type) {
            throw broken("field " + number + " has wire type " + wireType + ", expected " + type);
        }
    }

    private void skip(int length) {
        if (length > end - next) {
            throw broken("it ends inside field " + number);
        }
        start = next;
        next += length;
    }

    private long varint() {
        long result = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (next == end) {
                throw broken("it ends inside a number");
            }
            byte b = bytes[next++];
            result |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return result;
            }
        }
        throw broken("a number has more than ten bytes");
    }

    private InvalidPieceModel broken(String why) {
        return new InvalidPieceModel("no SentencePiece model: " + why + " (byte " + next + ")");
    }
}
