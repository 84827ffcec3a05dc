package org.steelworks.data.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The first 24 bytes of a shard, little-endian:
 *
 * <pre>
 *  0  7 bytes  ASCII LITPKDS
 *  7  u64      version, 1
 * 15  u8       type code of a token ({@link TokenType})
 * 16  u64      elements: tokens that follow, padding included
 * 24  elements × type
 * </pre>
 *
 * @param type how a token is stored
 * @param elements tokens of the file, padding included; at least 1
 */
public record ShardHeader(TokenType type, long elements) {
    /** Length of the header. */
    public static final int BYTES = 24;

    private static final byte[] MAGIC = "LITPKDS".getBytes(StandardCharsets.US_ASCII);
    private static final long VERSION = 1;

    public ShardHeader {
        if (elements < 1 || elements > (Long.MAX_VALUE - BYTES) / type.bytes()) {
            throw new IllegalArgumentException("a shard holds at least one token, got " + elements);
        }
    }

    /** The header as bytes, ready to be written. */
    public ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putLong(VERSION).put((byte) type.code()).putLong(elements);
        return bytes.flip();
    }

    /**
     * Reads a header.
     *
     * @param bytes the first {@value #BYTES} bytes of the file, fewer where the file is shorter
     * @param fileBytes length of the file
     * @param name of the file, for messages
     * @throws InvalidShard when this is no shard, of another version or type, or of another length than it says
     */
    public static ShardHeader decode(ByteBuffer bytes, long fileBytes, String name) throws InvalidShard {
        ByteBuffer header = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (header.remaining() < BYTES) {
            throw new InvalidShard(name + ": is " + fileBytes + " bytes long, shorter than the header of a shard ("
                    + BYTES + " bytes): it was cut off; copy it again or pack the text again");
        }
        byte[] magic = new byte[MAGIC.length];
        header.get(magic);
        if (!java.util.Arrays.equals(magic, MAGIC)) {
            throw new InvalidShard(
                    name + ": does not begin with LITPKDS, so it is no packed token file; take it out of the"
                            + " folder or pack the text again");
        }
        long version = header.getLong();
        if (version != VERSION) {
            throw new InvalidShard(name + ", byte 7: format version " + Long.toUnsignedString(version) + ", known is "
                    + VERSION + "; pack the text again");
        }
        TokenType type = TokenType.ofCode(header.get() & 0xFF, name);
        long elements = header.getLong();
        if (elements < 1 || elements > (Long.MAX_VALUE - BYTES) / type.bytes()) {
            throw new InvalidShard(name + ", byte 16: says that it holds " + Long.toUnsignedString(elements)
                    + " tokens, which cannot be; the file is damaged: copy it again or pack the text again");
        }
        ShardHeader read = new ShardHeader(type, elements);
        if (read.fileBytes() != fileBytes) {
            throw new InvalidShard(name + ": its header promises " + elements + " tokens of " + type + ", "
                    + read.fileBytes() + " bytes in all, but the file has " + fileBytes + ": it was "
                    + (fileBytes < read.fileBytes() ? "cut off" : "appended to")
                    + "; copy it again or pack the text again");
        }
        return read;
    }

    /** Length that the whole file must have. */
    public long fileBytes() {
        return BYTES + elements * type.bytes();
    }

    /**
     * How many blocks the file holds.
     *
     * @param blockLength tokens of a block, the one that is only a target included
     * @throws InvalidShard when the file is not a whole number of blocks
     */
    public long blocks(int blockLength, String name) throws InvalidShard {
        if (elements % blockLength != 0) {
            throw new InvalidShard(name + ": its " + elements + " tokens are no whole number of blocks of "
                    + blockLength
                    + " tokens (data.sequence_length " + (blockLength - 1)
                    + " and one more): it was packed with another"
                    + " block length; set data.sequence_length to that, or pack again with --block " + blockLength);
        }
        return elements / blockLength;
    }
}
