package org.steelworks.data.pack;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a shard stores a token id, with the format's type code. All little-endian. */
public enum TokenType {
    UINT8(1, 1),
    INT8(2, 1),
    INT16(3, 2),
    INT32(4, 4),
    INT64(5, 8),
    UINT16(8, 2);

    /** Vocabularies below this size are stored in 16 bits. */
    static final int SHORT_VOCABULARY = 65_500;

    private final int code;
    private final int bytes;

    TokenType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The format's rule for a vocabulary of this size. */
    public static TokenType forVocabulary(int size) {
        return size < SHORT_VOCABULARY ? UINT16 : INT32;
    }

    /** The type of a code found in file {@code name}. */
    static TokenType ofCode(int code, String name) throws InvalidShard {
        for (TokenType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        String known = Arrays.stream(values()).map(t -> t.code + " (" + t + ")").collect(Collectors.joining(", "));
        throw new InvalidShard(name + ", byte 15: token type code " + code + " is no integer type; known are " + known
                + ". The file is damaged or holds no token ids: pack the text again");
    }

    /** The code in a shard's header. */
    public int code() {
        return code;
    }

    /** Bytes of one token id. */
    public int bytes() {
        return bytes;
    }

    /** Writes {@code id} at the buffer's position; the id must fit. */
    public void put(ByteBuffer into, int id) {
        switch (this) {
            case UINT8, INT8 -> into.put((byte) id);
            case INT16, UINT16 -> into.putShort((short) id);
            case INT32 -> into.putInt(id);
            case INT64 -> into.putLong(id);
        }
    }

    /** Reads {@code count} ids that begin at byte {@code at} of a little-endian buffer; ids beyond 32 bits overflow. */
    public void get(ByteBuffer from, int at, int[] into, int offset, int count) {
        switch (this) {
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = from.get(at + i) & 0xFF;
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = from.get(at + i);
                }
            }
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = from.getShort(at + 2 * i);
                }
            }
            case UINT16 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = from.getShort(at + 2 * i) & 0xFFFF;
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = from.getInt(at + 4 * i);
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = Math.toIntExact(from.getLong(at + 8 * i));
                }
            }
        }
    }
}
