package org.steelworks.core.aeron;

/** What became of an item that was handed to a sender. */
public enum SendResult {
    /** Taken: its bytes are in the log or will be; the listener says when their memory is free again. */
    SENT,
    /** Not taken: the peer has as many items waiting as it may. Try again after some work was done. */
    BACK_PRESSURED,
    /** Not taken: nobody receives at the other end at the moment; the stream is being opened. */
    NOT_CONNECTED,
    /** Not taken: the peer is unknown, or was disconnected. */
    CLOSED
}
