package org.steelworks.core.frame;

import org.agrona.MutableDirectBuffer;
import org.steelworks.core.frame.sbe.DataFrameEncoder;
import org.steelworks.core.frame.sbe.Form;
import org.steelworks.core.frame.sbe.MessageHeaderEncoder;

/**
 * Writes frames: 80 bytes of header, then one chunk of an item. All numbers little-endian, all offsets in bytes.
 *
 * <pre>
 *  0  u16 block length (72)   2  u16 template (1)   4  u16 schema (21321)   6  u16 version (1)
 *  8  u32 checksum: CRC32C of bytes 0..7 and 12..end     12  u8 kind    13  u8 form (0 bytes, 1 place)    14  2 bytes of zero
 * 16  u64 run tag            24  i64 generation     32  i64 step
 * 40  i64 total length       48  i64 payload offset  56  i32 chunk length   60  i32 sender
 * 64  i32 bucket             68  i32 node level      72  i32 node index     76  i32 leaf
 * 80  the chunk: bytes of the item, or the place where all of them are
 * </pre>
 *
 * One thread at a time.
 */
public final class FrameEncoder {
    /** Bytes before the chunk. */
    public static final int HEADER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + DataFrameEncoder.BLOCK_LENGTH;

    static final int CHECKSUM_OFFSET = MessageHeaderEncoder.ENCODED_LENGTH + DataFrameEncoder.checksumEncodingOffset();
    static final int CHECKSUM_END = CHECKSUM_OFFSET + Integer.BYTES;

    private final MessageHeaderEncoder messageHeader = new MessageHeaderEncoder();
    private final DataFrameEncoder frame = new DataFrameEncoder();
    private final FrameChecksum checksum = new FrameChecksum();

    /**
     * Completes a frame whose chunk is already in place.
     *
     * @param buffer holds the chunk at {@code offset + HEADER_LENGTH}
     * @param offset where the frame starts
     * @param totalLength bytes of the item
     * @param payloadOffset where the chunk belongs in the item
     * @param chunkLength bytes of the chunk
     */
    public void encode(
            MutableDirectBuffer buffer,
            int offset,
            FrameKey key,
            long totalLength,
            long payloadOffset,
            int chunkLength) {
        encode(buffer, offset, key, Form.BYTES, totalLength, payloadOffset, chunkLength);
    }

    /**
     * Completes a frame that says where an item is instead of what it is.
     *
     * @param buffer holds an encoded {@link PlaceFrame} at {@code offset + HEADER_LENGTH}
     * @param totalLength bytes of the item
     */
    public void encodePlace(MutableDirectBuffer buffer, int offset, FrameKey key, long totalLength) {
        encode(buffer, offset, key, Form.PLACE, totalLength, 0, PlaceFrame.LENGTH);
    }

    private void encode(
            MutableDirectBuffer buffer,
            int offset,
            FrameKey key,
            Form form,
            long totalLength,
            long payloadOffset,
            int chunkLength) {
        buffer.setMemory(offset, HEADER_LENGTH, (byte) 0);
        frame.wrapAndApplyHeader(buffer, offset, messageHeader)
                .kind(key.kind().wire())
                .form(form)
                .runTag(key.runTag())
                .generation(key.generation())
                .step(key.step())
                .totalLength(totalLength)
                .payloadOffset(payloadOffset)
                .chunkLength(chunkLength)
                .sender(key.sender())
                .bucket(key.bucket())
                .nodeLevel(key.nodeLevel())
                .nodeIndex(key.nodeIndex())
                .leaf(key.leaf());
        frame.checksum(checksum.of(buffer, offset, HEADER_LENGTH + chunkLength, CHECKSUM_OFFSET, CHECKSUM_END));
    }
}
