package org.steelworks.core.frame;

import org.agrona.DirectBuffer;
import org.steelworks.core.frame.sbe.DataFrameDecoder;
import org.steelworks.core.frame.sbe.Form;
import org.steelworks.core.frame.sbe.MessageHeaderDecoder;

/**
 * Reads what {@link FrameEncoder} wrote and checks it completely before a field is believed: any bytes at all give a
 * {@link FrameRefusal}, never an exception. One thread at a time; accessors hold for the last frame taken.
 */
public final class FrameDecoder {
    private final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
    private final DataFrameDecoder frame = new DataFrameDecoder();
    private final FrameChecksum checksum = new FrameChecksum();
    private FrameKey key;
    private long totalLength;
    private long payloadOffset;
    private int chunkLength;
    private boolean place;

    /** @return {@link FrameRefusal#NONE} if {@code length} bytes at {@code offset} are a sound frame */
    public FrameRefusal decode(DirectBuffer buffer, int offset, int length) {
        FrameRefusal refusal = header(buffer, offset, length);
        if (refusal != FrameRefusal.NONE) {
            return refusal;
        }
        long found = checksum.of(buffer, offset, length, FrameEncoder.CHECKSUM_OFFSET, FrameEncoder.CHECKSUM_END);
        if (found != frame.checksum()) {
            return FrameRefusal.CHECKSUM;
        }
        FrameKind kind = FrameKind.ofCode(frame.kindRaw());
        short form = frame.formRaw();
        place = form == Form.PLACE.value();
        if (kind == null || !place && form != Form.BYTES.value()) {
            return FrameRefusal.KIND;
        }
        if (!bounds(length)) {
            return FrameRefusal.BOUNDS;
        }
        if (key == null || !sameKey(kind)) {
            key = new FrameKey(
                    kind,
                    frame.runTag(),
                    frame.generation(),
                    frame.step(),
                    frame.sender(),
                    frame.bucket(),
                    frame.nodeLevel(),
                    frame.nodeIndex(),
                    frame.leaf());
        }
        return FrameRefusal.NONE;
    }

    /** The item. Chunks of one item in a row share one instance. */
    public FrameKey key() {
        return key;
    }

    /** Bytes of the item: one buffer holds it. */
    public int totalLength() {
        return (int) totalLength;
    }

    /** Where the chunk belongs in the item. */
    public long payloadOffset() {
        return payloadOffset;
    }

    /** Bytes of the chunk, which starts {@link FrameEncoder#HEADER_LENGTH} bytes into the frame. */
    public int chunkLength() {
        return chunkLength;
    }

    /** Whether the chunk is no part of the item, but a {@link PlaceFrame}. */
    public boolean isPlace() {
        return place;
    }

    private FrameRefusal header(DirectBuffer buffer, int offset, int length) {
        if (length < FrameEncoder.HEADER_LENGTH) {
            return FrameRefusal.SHORT;
        }
        messageHeader.wrap(buffer, offset);
        if (messageHeader.schemaId() != DataFrameDecoder.SCHEMA_ID
                || messageHeader.templateId() != DataFrameDecoder.TEMPLATE_ID) {
            return FrameRefusal.FOREIGN;
        }
        if (messageHeader.version() != DataFrameDecoder.SCHEMA_VERSION
                || messageHeader.blockLength() != DataFrameDecoder.BLOCK_LENGTH) {
            return FrameRefusal.VERSION;
        }
        frame.wrapAndApplyHeader(buffer, offset, messageHeader);
        return FrameRefusal.NONE;
    }

    private boolean bounds(int length) {
        totalLength = frame.totalLength();
        payloadOffset = frame.payloadOffset();
        chunkLength = frame.chunkLength();
        if (chunkLength != length - FrameEncoder.HEADER_LENGTH
                || payloadOffset < 0
                || totalLength < 0
                || totalLength > Integer.MAX_VALUE) {
            return false;
        }
        if (place) {
            return payloadOffset == 0 && chunkLength == PlaceFrame.LENGTH;
        }
        return payloadOffset <= totalLength - chunkLength && (chunkLength > 0 || totalLength == 0);
    }

    private boolean sameKey(FrameKind kind) {
        return key.kind() == kind
                && key.runTag() == frame.runTag()
                && key.generation() == frame.generation()
                && key.step() == frame.step()
                && key.sender() == frame.sender()
                && key.bucket() == frame.bucket()
                && key.nodeLevel() == frame.nodeLevel()
                && key.nodeIndex() == frame.nodeIndex()
                && key.leaf() == frame.leaf();
    }
}
