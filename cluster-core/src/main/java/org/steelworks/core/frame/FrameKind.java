package org.steelworks.core.frame;

import org.steelworks.core.frame.sbe.Kind;

/** What a frame carries, and which fields of its {@link FrameKey} say which item it is. */
public enum FrameKind {
    /** Tokens of one leaf, int32 little-endian. Key: leaf. */
    BLOCK(Kind.BLOCK, false),
    /** {@link CreditFrame}. Key: leaf = number of the request. */
    CREDIT(Kind.CREDIT, true),
    /** Root of a subtree of leaves for one bucket, fp32. Key: bucket, node. */
    GRADIENT(Kind.GRADIENT, false),
    /** Reduced bucket, fp32. Key: bucket. */
    REDUCED(Kind.REDUCED, false),
    /** Compute weights of a bucket, in the type of its vector. Key: bucket. */
    WEIGHTS(Kind.WEIGHTS, false),
    /** Master weights, first and second moments of a bucket, fp32, in this order. Key: bucket. */
    STATE(Kind.STATE, false),
    /** {@link PreparedFrame}. Key: none beyond the sender. */
    PREPARED(Kind.PREPARED, true),
    /** {@link MissingFrame}. Key: leaf = number of the request. */
    MISSING(Kind.MISSING, true);

    private static final FrameKind[] BY_CODE = byCode();

    private final Kind wire;
    private final boolean urgent;

    FrameKind(Kind wire, boolean urgent) {
        this.wire = wire;
        this.urgent = urgent;
    }

    /** Small and waited for: overtakes bulk items of the same peer. */
    public boolean urgent() {
        return urgent;
    }

    Kind wire() {
        return wire;
    }

    /** The kind with this code on the wire, null if there is none. */
    static FrameKind ofCode(int code) {
        return code < 0 || code >= BY_CODE.length ? null : BY_CODE[code];
    }

    private static FrameKind[] byCode() {
        int highest = 0;
        for (FrameKind kind : values()) {
            highest = Math.max(highest, kind.wire.value());
        }
        FrameKind[] kinds = new FrameKind[highest + 1];
        for (FrameKind kind : values()) {
            kinds[kind.wire.value()] = kind;
        }
        return kinds;
    }
}
