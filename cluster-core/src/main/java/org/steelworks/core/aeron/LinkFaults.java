package org.steelworks.core.aeron;

import org.steelworks.core.frame.FrameKey;

/** Seam for a faulty link: asked once per chunk by the sender. {@link #NONE} in production. */
public interface LinkFaults {
    /** A sound link. */
    LinkFaults NONE = (peer, key, payloadOffset) -> Fate.PASS;

    /** What happens to a chunk. */
    enum Fate {
        PASS,
        /** It never leaves. */
        DROP,
        /** It leaves twice. */
        DUPLICATE,
        /** It leaves after {@link #delayNs()}, behind later ones. */
        DELAY,
        /** One of its bits is flipped after the checksum was taken. */
        CORRUPT
    }

    Fate fate(PeerId peer, FrameKey key, long payloadOffset);

    /** How long a delayed chunk is held, nanoseconds. */
    default long delayNs() {
        return 0;
    }
}
