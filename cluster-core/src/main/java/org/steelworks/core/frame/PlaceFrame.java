package org.steelworks.core.frame;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;
import org.steelworks.core.frame.sbe.MessageHeaderDecoder;
import org.steelworks.core.frame.sbe.MessageHeaderEncoder;
import org.steelworks.core.frame.sbe.PlaceDecoder;
import org.steelworks.core.frame.sbe.PlaceEncoder;

/**
 * Where the bytes of an item lie in memory that another process of the machine shares.
 *
 * @param pid process whose memory it is
 * @param start when that process started, in clock ticks since boot
 * @param file number of one of its files
 * @param offset first byte of the item in the file
 * @param edition what the file's edition is for as long as the item is there
 */
public record PlaceFrame(long pid, long start, int file, long offset, long edition) {
    /** Bytes of every encoded place. */
    public static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + PlaceEncoder.BLOCK_LENGTH;

    public PlaceFrame {
        if (pid < 0 || start < 0 || file < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "process " + pid + " started at " + start + ", file " + file + ", byte " + offset + " is no place");
        }
    }

    /** A new buffer from position to limit. */
    public ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        new PlaceEncoder()
                .wrapAndApplyHeader(new UnsafeBuffer(bytes), 0, new MessageHeaderEncoder())
                .pid(pid)
                .start(start)
                .firstByte(offset)
                .edition(edition)
                .file(file);
        return bytes;
    }

    /** Reads from position to limit; empty if these are not the bytes of one. */
    public static Optional<PlaceFrame> decode(ByteBuffer bytes) {
        PayloadBytes payload = PayloadBytes.of(bytes);
        if (!payload.announces(PlaceDecoder.SCHEMA_ID, PlaceDecoder.TEMPLATE_ID, PlaceDecoder.BLOCK_LENGTH)
                || !payload.endsAt(LENGTH)) {
            return Optional.empty();
        }
        PlaceDecoder place = new PlaceDecoder().wrapAndApplyHeader(payload.buffer(), 0, new MessageHeaderDecoder());
        if (place.pid() < 0 || place.start() < 0 || place.file() < 0 || place.firstByte() < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new PlaceFrame(place.pid(), place.start(), place.file(), place.firstByte(), place.edition()));
    }
}
