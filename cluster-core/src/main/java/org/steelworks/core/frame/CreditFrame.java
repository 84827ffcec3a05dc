package org.steelworks.core.frame;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.steelworks.core.frame.sbe.CreditDecoder;
import org.steelworks.core.frame.sbe.CreditEncoder;
import org.steelworks.core.frame.sbe.MessageHeaderDecoder;
import org.steelworks.core.frame.sbe.MessageHeaderEncoder;
import org.steelworks.core.leaf.LeafRange;

/**
 * Payload of {@link FrameKind#CREDIT}: the sender wants the blocks of its leaves for some steps.
 *
 * @param leaves of each step
 * @param firstStep first step wanted
 * @param endStep one past the last
 */
public record CreditFrame(LeafRange leaves, long firstStep, long endStep) {
    public CreditFrame {
        if (firstStep < 0 || endStep < firstStep) {
            throw new IllegalArgumentException("steps [" + firstStep + ", " + endStep + ") are not a range");
        }
    }

    /** A new buffer from position to limit. */
    public ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(MessageHeaderEncoder.ENCODED_LENGTH + CreditEncoder.BLOCK_LENGTH);
        new CreditEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderEncoder())
                .firstStep(firstStep)
                .endStep(endStep)
                .firstLeaf(leaves.from())
                .endLeaf(leaves.to());
        return bytes;
    }

    /** Reads from position to limit; empty if these are not the bytes of one. */
    public static Optional<CreditFrame> decode(ByteBuffer bytes) {
        PayloadBytes payload = PayloadBytes.of(bytes);
        if (!payload.announces(CreditDecoder.SCHEMA_ID, CreditDecoder.TEMPLATE_ID, CreditDecoder.BLOCK_LENGTH)
                || !payload.endsAt(MessageHeaderDecoder.ENCODED_LENGTH + CreditDecoder.BLOCK_LENGTH)) {
            return Optional.empty();
        }
        CreditDecoder credit = new CreditDecoder().wrapAndApplyHeader(payload.buffer(), 0, new MessageHeaderDecoder());
        int firstLeaf = credit.firstLeaf();
        int endLeaf = credit.endLeaf();
        long firstStep = credit.firstStep();
        long endStep = credit.endStep();
        if (firstLeaf < 0 || endLeaf < firstLeaf || firstStep < 0 || endStep < firstStep) {
            return Optional.empty();
        }
        return Optional.of(new CreditFrame(new LeafRange(firstLeaf, endLeaf), firstStep, endStep));
    }
}
