package org.steelworks.core.frame;

/** Why a frame was not taken. Every refusal is counted; none is an error of the receiver. */
public enum FrameRefusal {
    /** It was taken. */
    NONE,
    /** Shorter than a header. */
    SHORT,
    /** Not a frame of this schema. */
    FOREIGN,
    /** A frame of another version of the schema. */
    VERSION,
    /** A kind or form this process does not know. */
    KIND,
    /** Lengths and offset contradict one another or the frame. */
    BOUNDS,
    /** Bytes changed on the way. */
    CHECKSUM,
    /** A run this process does not take part in. */
    OTHER_RUN,
    /** A generation that has ended. */
    STALE,
    /** Nobody wants the item: already complete, or not expected. */
    UNWANTED,
    /** Another total length than the item's first frame said. */
    CONFLICT,
    /** Too many holes in the item to keep track of; repair asks for it again. */
    SCATTERED,
    /** The memory that a frame names is not there any more, or holds something else by now. */
    MOVED
}
