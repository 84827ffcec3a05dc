package org.steelworks.core.aeron;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.status.SystemCounterDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The media driver of one machine, in the node's process; its folder lives and dies with it. A process that ends without
 * {@link #close()} leaves the folder to the next start on the machine.
 */
public final class MediaDriverOwner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaDriverOwner.class);

    /** Larger terms are reserved as they are used; small ones at once, so that a full tmpfs cannot kill the process. */
    private static final int SPARSE_FROM_BYTES = 64 << 20;

    private static final long MIB = 1L << 20;

    private final Path folder;
    private final MediaDriver driver;

    private MediaDriverOwner(Path folder, MediaDriver driver) {
        this.folder = folder;
        this.driver = driver;
    }

    /**
     * Removes folders of ended processes, checks the space, and starts the driver.
     *
     * @param node name of the node, {@code [a-z0-9-]{1,64}}
     * @param neededBytes shared memory the machine's streams will take, see {@link StreamPlan#sharedMemoryBytes}
     * @throws MediaDriverRefused if the folder cannot be used or has too little space
     */
    public static MediaDriverOwner start(AeronSettings settings, String node, long neededBytes) {
        DriverFolders folders = new DriverFolders(settings.folder());
        Path folder;
        try {
            folders.removeStale();
            requireSpace(settings, neededBytes);
            folder = folders.create(node);
        } catch (IOException e) {
            throw new MediaDriverRefused(
                    "cannot use the Aeron folder " + settings.folder() + " (" + e
                            + "): steel.aeron.folder must name a writable folder in memory, usually /dev/shm",
                    e);
        }
        MediaDriver driver;
        try {
            driver = MediaDriver.launch(context(settings, DriverFolders.driver(folder)));
        } catch (RuntimeException e) {
            deleteAfter(folder, e);
            throw new MediaDriverRefused("the Aeron media driver did not start in " + folder + ": " + e, e);
        }
        LOG.info("media driver of node {} started in {}, {} threading", node, folder, settings.threading());
        return new MediaDriverOwner(folder, driver);
    }

    /** The folder that clients connect to. */
    public Path driverFolder() {
        return DriverFolders.driver(folder);
    }

    /** Datagrams that were no Aeron frames. */
    public long invalidPackets() {
        return driver.context()
                .systemCounters()
                .get(SystemCounterDescriptor.INVALID_PACKETS)
                .get();
    }

    /** Errors the driver has met. */
    public long errors() {
        return driver.context()
                .systemCounters()
                .get(SystemCounterDescriptor.ERRORS)
                .get();
    }

    /** Stops the driver and removes its folder. Clients that are still connected get {@link DataPlaneLost}. */
    @Override
    public void close() {
        driver.close();
        try {
            DriverFolders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the Aeron folder " + folder + " could not be removed: remove it", e);
        }
    }

    private static void requireSpace(AeronSettings settings, long neededBytes) throws IOException {
        long free = Files.getFileStore(settings.folder()).getUsableSpace();
        if (free < neededBytes) {
            throw new MediaDriverRefused(
                    settings.folder() + " has " + free / MIB + " MiB free and the streams of this machine need "
                            + (neededBytes + MIB - 1) / MIB
                            + " MiB: enlarge it (containers: --shm-size), or lower steel.aeron.ipc-term and udp-term"
                            + " or the number of workers",
                    null);
        }
    }

    private static MediaDriver.Context context(AeronSettings settings, Path driverFolder) {
        int socketBuffer = grantedBuffer(settings.socketBufferBytes());
        int window = Math.min(settings.receiverWindowBytes(), Math.min(socketBuffer, settings.udpTermBytes() / 2));
        int largestTerm = Math.max(settings.ipcTermBytes(), settings.udpTermBytes());
        boolean shared = settings.threading() == AeronSettings.Threading.SHARED;
        return new MediaDriver.Context()
                .aeronDirectoryName(driverFolder.toString())
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true)
                .threadingMode(shared ? ThreadingMode.SHARED : ThreadingMode.DEDICATED)
                .sharedIdleStrategy(settings.idleStrategy())
                .conductorIdleStrategy(settings.idleStrategy())
                .senderIdleStrategy(settings.idleStrategy())
                .receiverIdleStrategy(settings.idleStrategy())
                .asyncExecutorIdleStrategy(settings.idleStrategy())
                .ipcTermBufferLength(settings.ipcTermBytes())
                .publicationTermBufferLength(settings.udpTermBytes())
                .ipcMtuLength(settings.ipcMtuBytes())
                .mtuLength(settings.udpMtuBytes())
                .socketSndbufLength(socketBuffer)
                .socketRcvbufLength(socketBuffer)
                .initialWindowLength(window)
                .publicationLingerTimeoutNs(settings.lingerNs())
                .clientLivenessTimeoutNs(settings.clientTimeoutNs())
                .termBufferSparseFile(largestTerm >= SPARSE_FROM_BYTES)
                .performStorageChecks(true)
                .errorHandler(e -> LOG.warn("media driver in {}: {}", driverFolder, e.toString()));
    }

    /** What the kernel gives of a socket buffer; the driver refuses a window beyond it. */
    private static int grantedBuffer(int askedBytes) {
        try (DatagramChannel probe = DatagramChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_RCVBUF, askedBytes);
            probe.setOption(StandardSocketOptions.SO_SNDBUF, askedBytes);
            int granted = Math.min(
                    probe.getOption(StandardSocketOptions.SO_RCVBUF), probe.getOption(StandardSocketOptions.SO_SNDBUF));
            if (granted < askedBytes) {
                LOG.warn(
                        "the kernel grants socket buffers of {} bytes, steel.aeron.socket-buffer asks for {}: raise"
                                + " net.core.rmem_max and net.core.wmem_max for full UDP speed",
                        granted,
                        askedBytes);
            }
            return Math.min(askedBytes, granted);
        } catch (IOException e) {
            throw new MediaDriverRefused("no UDP socket can be opened: " + e, e);
        }
    }

    private static void deleteAfter(Path folder, RuntimeException cause) {
        try {
            DriverFolders.delete(folder);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
