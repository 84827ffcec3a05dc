package org.steelworks.gpu.step;

/**
 * When to ask for what is missing: 50 ms after the last progress, then twice as long each time up to 400 ms, so that a
 * slow peer is not flooded with questions it cannot answer yet.
 */
final class RepairTimer {
    static final long FIRST_NS = 50_000_000L;
    static final long LONGEST_NS = 400_000_000L;

    private long waitNs = FIRST_NS;
    private long sinceNs;

    void reset(long nowNs) {
        waitNs = FIRST_NS;
        sinceNs = nowNs;
    }

    void progress(long nowNs) {
        reset(nowNs);
    }

    boolean due(long nowNs) {
        return nowNs - sinceNs >= waitNs;
    }

    void asked(long nowNs) {
        sinceNs = nowNs;
        waitNs = Math.min(LONGEST_NS, waitNs * 2);
    }
}
