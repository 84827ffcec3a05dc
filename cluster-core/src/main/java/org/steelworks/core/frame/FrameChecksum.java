package org.steelworks.core.frame;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.agrona.DirectBuffer;

/** CRC32C (Castagnoli, RFC 3720) of a frame without its checksum field. */
final class FrameChecksum {
    private final CRC32C crc = new CRC32C();
    private ByteBuffer lastSource;
    private ByteBuffer lastView;

    /** @return 0..2^32-1 */
    long of(DirectBuffer frame, int offset, int length, int skipFrom, int skipTo) {
        crc.reset();
        if (frame.byteArray() != null) {
            int base = frame.wrapAdjustment() + offset;
            crc.update(frame.byteArray(), base, skipFrom);
            crc.update(frame.byteArray(), base + skipTo, length - skipTo);
        } else {
            ByteBuffer view = view(frame.byteBuffer());
            int base = frame.wrapAdjustment() + offset;
            crc.update(view.limit(base + skipFrom).position(base));
            crc.update(view.limit(base + length).position(base + skipTo));
        }
        return crc.getValue();
    }

    /** Position and limit of the source belong to its owner, so a duplicate is moved; the last one is kept. */
    private ByteBuffer view(ByteBuffer source) {
        if (source != lastSource) {
            lastSource = source;
            lastView = source.duplicate();
        }
        return lastView.clear();
    }
}
