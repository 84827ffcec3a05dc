package org.steelworks.core.aeron;

/** Decides how frames get from one process to another, and what shared memory that takes. */
public final class StreamPlan {
    /** What a driver needs before the first stream: its counters, error log and command buffers. */
    private static final long DRIVER_BYTES = 16L << 20;

    private static final int TERMS_PER_LOG = 3;
    private static final int SLOTS = 1024;

    private StreamPlan() {}

    /**
     * How to reach a peer.
     *
     * @param channel Aeron URI
     * @param stream id of the peer's inbox
     * @param shared whether both share a media driver's memory
     * @param reason a sentence why
     */
    record Route(String channel, int stream, boolean shared, String reason) {}

    /** @throws IllegalArgumentException if the peer is on another machine and has no address */
    static Route route(Endpoint own, Endpoint peer, AeronSettings settings) {
        boolean sameMachine = own.machine().equals(peer.machine());
        if (sameMachine && !settings.forceUdp()) {
            String channel = "aeron:ipc?term-length=" + settings.ipcTermBytes() + "|mtu=" + settings.ipcMtuBytes();
            return new Route(channel, peer.stream(), true, "both are on machine " + own.machine());
        }
        if (peer.udp().isEmpty()) {
            throw new IllegalArgumentException("stream " + peer.stream() + " on machine " + peer.machine()
                    + " cannot be reached from machine " + own.machine() + ": it has no udp address");
        }
        String channel = "aeron:udp?endpoint=" + peer.udp() + "|term-length=" + settings.udpTermBytes() + "|mtu="
                + settings.udpMtuBytes();
        String reason = sameMachine
                ? "steel.aeron.force-udp is on"
                : "machine " + peer.machine() + " is not machine " + own.machine();
        return new Route(channel, peer.stream(), false, reason);
    }

    /**
     * Stream id of a process that receives: a restarted process must take a new one, because the log of the old one
     * blocks its senders until the driver notices the death.
     *
     * @param slot distinguishes the processes of one machine, 0..1023
     * @param incarnation how often this slot was started before
     */
    public static int inboxStream(int slot, int incarnation) {
        if (slot < 0 || slot >= SLOTS || incarnation < 0) {
            throw new IllegalArgumentException(
                    "no stream for slot " + slot + " of 0.." + (SLOTS - 1) + ", incarnation " + incarnation);
        }
        return 1 + slot + SLOTS * (incarnation % (Integer.MAX_VALUE / SLOTS));
    }

    /**
     * Shared memory that all-to-all traffic takes on one machine, bytes.
     *
     * @param local data planes on the machine
     * @param remote data planes elsewhere
     */
    public static long sharedMemoryBytes(int local, int remote, AeronSettings settings) {
        long pairs = (long) local * (local - 1);
        long sameMachine = settings.forceUdp()
                ? 2 * pairs * TERMS_PER_LOG * settings.udpTermBytes()
                : pairs * TERMS_PER_LOG * settings.ipcTermBytes();
        long elsewhere = 2L * local * remote * TERMS_PER_LOG * settings.udpTermBytes();
        return DRIVER_BYTES + sameMachine + elsewhere;
    }
}
