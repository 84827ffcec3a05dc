package org.steelworks.core.aeron;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.Locale;
import org.agrona.concurrent.IdleStrategy;

/**
 * {@code steel.aeron} of the configuration; reference.conf says what each key means.
 *
 * @param folder where driver folders are made
 * @param threading threads of the driver
 * @param idleParkNs longest sleep of an idle thread
 * @param ipcTermBytes a third of an IPC log
 * @param udpTermBytes a third of a UDP log
 * @param ipcMtuBytes longest IPC frame
 * @param udpMtuBytes longest UDP frame
 * @param socketBufferBytes send and receive buffer asked of the kernel
 * @param receiverWindowBytes bytes in flight per UDP stream
 * @param lingerNs how long sent bytes outlive their sender
 * @param clientTimeoutNs silence after which the driver drops a client
 * @param driverTimeoutMs silence after which a client gives the driver up
 * @param reopenFirstNs first wait before a publication is opened again
 * @param reopenLastNs longest such wait
 * @param queuedItems items waiting per peer
 * @param partialItems items partly received
 * @param forceUdp no shared memory between processes of one machine
 * @param shareMemory processes of one machine may read one another's gradients in shared memory
 */
public record AeronSettings(
        Path folder,
        Threading threading,
        long idleParkNs,
        int ipcTermBytes,
        int udpTermBytes,
        int ipcMtuBytes,
        int udpMtuBytes,
        int socketBufferBytes,
        int receiverWindowBytes,
        long lingerNs,
        long clientTimeoutNs,
        long driverTimeoutMs,
        long reopenFirstNs,
        long reopenLastNs,
        int queuedItems,
        int partialItems,
        boolean forceUdp,
        boolean shareMemory) {
    private static final int SMALLEST_TERM = 64 << 10;
    private static final int LARGEST_MTU = 65_504;
    private static final int SMALLEST_MTU = 256;

    public AeronSettings {
        requireTerm("ipc-term", ipcTermBytes);
        requireTerm("udp-term", udpTermBytes);
        requireMtu("ipc-mtu", ipcMtuBytes, ipcTermBytes);
        requireMtu("udp-mtu", udpMtuBytes, udpTermBytes);
        if (reopenFirstNs < 1 || reopenLastNs < reopenFirstNs) {
            throw new IllegalArgumentException("steel.aeron.reopen-last must not be below reopen-first");
        }
        if (queuedItems < 1 || partialItems < 1) {
            throw new IllegalArgumentException("steel.aeron.queued-items and partial-items must be at least 1");
        }
        if (idleParkNs < 1 || lingerNs < 0 || clientTimeoutNs < 1 || driverTimeoutMs < 1) {
            throw new IllegalArgumentException("times of steel.aeron must be positive");
        }
    }

    /** Threads of the media driver. */
    public enum Threading {
        /** One for everything. */
        SHARED,
        /** One each for control, sending and receiving. */
        DEDICATED
    }

    /** Reads {@code steel.aeron}. */
    public static AeronSettings from(Config root) {
        Config aeron = root.getConfig("steel.aeron");
        return new AeronSettings(
                Path.of(aeron.getString("folder")),
                Threading.valueOf(aeron.getString("threading").toUpperCase(Locale.ROOT)),
                aeron.getDuration("idle-park").toNanos(),
                bytes(aeron, "ipc-term"),
                bytes(aeron, "udp-term"),
                bytes(aeron, "ipc-mtu"),
                bytes(aeron, "udp-mtu"),
                bytes(aeron, "socket-buffer"),
                bytes(aeron, "receiver-window"),
                aeron.getDuration("linger").toNanos(),
                aeron.getDuration("client-timeout").toNanos(),
                aeron.getDuration("driver-timeout").toMillis(),
                aeron.getDuration("reopen-first").toNanos(),
                aeron.getDuration("reopen-last").toNanos(),
                aeron.getInt("queued-items"),
                aeron.getInt("partial-items"),
                aeron.getBoolean("force-udp"),
                aeron.getBoolean("share-memory"));
    }

    /** A new strategy that sleeps the longer the longer it has been idle, and at most {@link #idleParkNs}. */
    public IdleStrategy idleStrategy() {
        return new PatientIdle(idleParkNs);
    }

    private static int bytes(Config aeron, String key) {
        return Math.toIntExact(aeron.getBytes(key));
    }

    private static void requireTerm(String key, int bytes) {
        if (bytes < SMALLEST_TERM || Integer.bitCount(bytes) != 1) {
            throw new IllegalArgumentException(
                    "steel.aeron." + key + " must be a power of two from 64 KiB to 1 GiB, it is " + bytes + " bytes");
        }
    }

    private static void requireMtu(String key, int bytes, int termBytes) {
        if (bytes < SMALLEST_MTU || bytes > LARGEST_MTU || bytes % 32 != 0 || bytes > termBytes / 8) {
            throw new IllegalArgumentException("steel.aeron." + key + " must be a multiple of 32 from " + SMALLEST_MTU
                    + " to " + LARGEST_MTU + " and at most an eighth of the term, it is " + bytes);
        }
    }
}
