package org.steelworks.core.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.steelworks.core.frame.sbe.GroupSizeEncodingDecoder;
import org.steelworks.core.frame.sbe.MessageHeaderDecoder;
import org.steelworks.core.frame.sbe.MessageHeaderEncoder;
import org.steelworks.core.frame.sbe.MissingDecoder;
import org.steelworks.core.frame.sbe.MissingEncoder;

/**
 * Payload of {@link FrameKind#MISSING}: items that the sender of this frame has not received and wants again.
 *
 * @param items at most {@link #MAX_ITEMS}
 */
public record MissingFrame(List<FrameKey> items) {
    /** More are asked for in a second frame; a request should stay one chunk on every transport. */
    public static final int MAX_ITEMS = PayloadBytes.MAX_GROUP;

    public MissingFrame {
        items = List.copyOf(items);
        PayloadBytes.requireGroup("items", items.size());
    }

    /** A new buffer from position to limit. */
    public ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(MessageHeaderEncoder.ENCODED_LENGTH
                + MissingEncoder.BLOCK_LENGTH
                + GroupSizeEncodingDecoder.ENCODED_LENGTH
                + items.size() * MissingDecoder.ItemsDecoder.sbeBlockLength());
        MissingEncoder.ItemsEncoder item = new MissingEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderEncoder())
                .itemsCount(items.size());
        for (FrameKey key : items) {
            item.next()
                    .runTag(key.runTag())
                    .generation(key.generation())
                    .step(key.step())
                    .sender(key.sender())
                    .bucket(key.bucket())
                    .nodeLevel(key.nodeLevel())
                    .nodeIndex(key.nodeIndex())
                    .leaf(key.leaf())
                    .kind(key.kind().wire());
        }
        return bytes;
    }

    /** Reads from position to limit; empty if these are not the bytes of one. */
    public static Optional<MissingFrame> decode(ByteBuffer bytes) {
        PayloadBytes payload = PayloadBytes.of(bytes);
        int block = MessageHeaderDecoder.ENCODED_LENGTH + MissingDecoder.BLOCK_LENGTH;
        if (!payload.announces(MissingDecoder.SCHEMA_ID, MissingDecoder.TEMPLATE_ID, MissingDecoder.BLOCK_LENGTH)
                || !payload.endsAt(payload.groupEnd(block, MissingDecoder.ItemsDecoder.sbeBlockLength()))) {
            return Optional.empty();
        }
        MissingDecoder.ItemsDecoder item = new MissingDecoder()
                .wrapAndApplyHeader(payload.buffer(), 0, new MessageHeaderDecoder())
                .items();
        List<FrameKey> items = new ArrayList<>(item.count());
        while (item.hasNext()) {
            item.next();
            FrameKind kind = FrameKind.ofCode(item.kindRaw());
            if (kind == null) {
                return Optional.empty();
            }
            items.add(key(kind, item));
        }
        return Optional.of(new MissingFrame(items));
    }

    private static FrameKey key(FrameKind kind, MissingDecoder.ItemsDecoder item) {
        return new FrameKey(
                kind,
                item.runTag(),
                item.generation(),
                item.step(),
                item.sender(),
                item.bucket(),
                item.nodeLevel(),
                item.nodeIndex(),
                item.leaf());
    }
}
