package org.steelworks.core.aeron;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.frame.PlaceFrame;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.BufferSource;

/**
 * Buffers of this process that its peers on the machine can read: each is a mapped file in the folder of the node. What a data
 * plane sends from them to such a peer is their place; the peer reads the bytes there ({@link SharedReader}), whenever it gets
 * to it. So a sender says before it overwrites one ({@link #renew}), which changes the edition of its file, and a reader whose
 * edition changed throws away what it read.
 *
 * <p>Where there is too little room, buffers are the process's own and travel as bytes. A buffer that nobody refers to any more
 * gives its file back. Any thread.
 */
final class SharedMemory implements BufferSource, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SharedMemory.class);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int ZEROS = 1 << 16;
    /** Numbers of the files of all shared memories of this process. */
    private static final AtomicInteger FILES = new AtomicInteger();

    private final boolean sharing;
    private final SharedFiles files;
    private final long pid = ProcessHandle.current().pid();
    private final long start;
    /** By address of their first byte behind the header. */
    private final NavigableMap<Long, Region> regions = new ConcurrentSkipListMap<>();

    private volatile boolean closed;
    private volatile boolean told;

    /** @param mapped whole file; only for as long as somebody uses the buffer */
    private record Region(int file, long address, long bytes, WeakReference<MappedByteBuffer> mapped) {}

    SharedMemory(boolean sharing, SharedFiles files) {
        this.sharing = sharing;
        this.files = files;
        try {
            this.start = ProcessStart.of(pid).orElseThrow();
            files.removeStale();
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + files.folder() + " of the node cannot be read: " + e, e);
        }
    }

    @Override
    public ByteBuffer allocate(long bytes) {
        if (bytes < 1 || bytes > Integer.MAX_VALUE - SharedFiles.HEADER) {
            return AlignedBuffers.allocate(bytes);
        }
        try {
            SharedSpaceRule.Decision decision = decide(bytes);
            if (decision.share()) {
                return share((int) bytes);
            }
            tell(decision.reason());
        } catch (IOException e) {
            tell(files.folder() + " does not take a buffer of " + bytes + " bytes: " + e);
        }
        return AlignedBuffers.allocate(bytes);
    }

    private SharedSpaceRule.Decision decide(long bytes) throws IOException {
        long free = Files.getFileStore(files.folder()).getUsableSpace();
        return SharedSpaceRule.decide(sharing && !closed, bytes, free);
    }

    @Override
    public boolean shares(ByteBuffer buffer) {
        return region(buffer, buffer.position(), buffer.remaining()) != null;
    }

    @Override
    public boolean hasRoom(long bytes) {
        try {
            return decide(bytes).share();
        } catch (IOException e) {
            LOG.debug("whether {} has room for {} bytes cannot be seen: {}", files.folder(), bytes, e.toString());
            return false;
        }
    }

    private ByteBuffer share(int bytes) throws IOException {
        int number = FILES.incrementAndGet();
        Path file = files.file(pid, start, number);
        MappedByteBuffer mapped;
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            fill(channel, SharedFiles.HEADER + (long) bytes);
            mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, SharedFiles.HEADER + (long) bytes);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        long address = BufferUtil.address(mapped) + SharedFiles.HEADER;
        Region region = new Region(number, address, bytes, new WeakReference<>(mapped));
        regions.put(address, region);
        CLEANER.register(mapped, () -> giveBack(region));
        return mapped.slice(SharedFiles.HEADER, bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A page that the file system has not given yet would be asked for by a store, and end the process if there is none. */
    private static void fill(FileChannel channel, long bytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS);
        for (long at = 0; at < bytes; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(ZEROS, bytes - at));
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
        }
    }

    private void tell(String why) {
        if (!told) {
            told = true;
            LOG.info("items travel as bytes also between workers of this machine: {}", why);
        }
    }

    private void giveBack(Region region) {
        regions.remove(region.address, region);
        delete(region);
    }

    private void delete(Region region) {
        Path file = files.file(pid, start, region.file);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("the shared memory {} could not be removed; it goes with its node: {}", file, e.toString());
        }
    }

    @Override
    public void renew(ByteBuffer buffer) {
        Region region = region(buffer, buffer.position(), buffer.remaining());
        if (region == null) {
            return;
        }
        MappedByteBuffer mapped = region.mapped.get();
        if (mapped != null) {
            LONGS.getAndAdd(mapped, 0, 1L);
        }
        // no store that follows may be seen before the new edition
        VarHandle.fullFence();
    }

    /** Whose bytes these are; null if no other process can read them. */
    private Region region(ByteBuffer buffer, int offset, int length) {
        if (!buffer.isDirect() || length == 0 || regions.isEmpty()) {
            return null;
        }
        long address = BufferUtil.address(buffer) + offset;
        Map.Entry<Long, Region> below = regions.floorEntry(address);
        return below == null || address + length > below.getKey() + below.getValue().bytes ? null : below.getValue();
    }

    /** Where these bytes lie for other processes; null if no other process can read them. */
    PlaceFrame find(ByteBuffer payload, int offset, int length) {
        Region region = region(payload, offset, length);
        MappedByteBuffer mapped = region == null ? null : region.mapped.get();
        if (mapped == null) {
            // not in a file, or in one that is gone: the addresses belong to somebody else by now
            return null;
        }
        long at = SharedFiles.HEADER + BufferUtil.address(payload) + offset - region.address;
        return new PlaceFrame(pid, start, region.file, at, (long) LONGS.getVolatile(mapped, 0));
    }

    /**
     * Unmaps what nobody uses any more: nothing else would before the heap is full, however much is mapped. Takes as long as a
     * collection of the heap.
     */
    void reclaim() {
        if (!regions.isEmpty()) {
            System.gc();
        }
    }

    /** Peers find nothing any more; buffers in use stay usable. */
    @Override
    public void close() {
        closed = true;
        regions.values().forEach(this::delete);
        regions.clear();
    }
}
