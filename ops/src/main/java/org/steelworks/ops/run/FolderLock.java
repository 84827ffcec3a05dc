package org.steelworks.ops.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sole right to write into a run's folder: a file that is locked while it is used and holds the newest fencing number,
 * so that a coordinator that was replaced while it was cut off writes nothing any more.
 */
final class FolderLock implements Closeable {
    static final String FILE = "run.lock";

    private static final long TRY_AGAIN_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final FileChannel channel;
    private final FileLock lock;
    private final Path file;
    private final long fence;

    private FolderLock(FileChannel channel, FileLock lock, Path file, long fence) {
        this.channel = channel;
        this.lock = lock;
        this.file = file;
        this.fence = fence;
    }

    /**
     * Takes the folder, waiting for an owner that is about to close.
     *
     * @throws IOException where another owner keeps it, or a newer one had it
     */
    static FolderLock take(Path dir, long fence, long waitNs) throws IOException {
        Path file = dir.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = lock(
                    channel,
                    waitNs,
                    file
                            + " is locked: another coordinator works in this folder. Stop it first, or give the run another"
                            + " folder");
            FolderLock taken = new FolderLock(channel, lock, file, fence);
            taken.check();
            channel.write(ByteBuffer.wrap(String.format("%020d%n", fence).getBytes(StandardCharsets.UTF_8)), 0);
            channel.force(true);
            return taken;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Takes the folder of a run that is not running, for one change by whoever no scheduler sent: the fencing number stays.
     *
     * @throws IOException where a coordinator works in it
     */
    static FolderLock borrow(Path dir) throws IOException {
        Path file = dir.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = lock(
                    channel,
                    0,
                    dir
                            + " has a run that is going on, or about to: ask its cluster (steel data add ID, steel data mix"
                            + " ID), or stop it first");
            return new FolderLock(channel, lock, file, Long.MAX_VALUE);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileLock lock(FileChannel channel, long waitNs, String refusal) throws IOException {
        long deadline = System.nanoTime() + waitNs;
        while (true) {
            FileLock lock = null;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException inThisProcess) {
                lock = null;
            }
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw new IOException(refusal);
            }
            LockSupport.parkNanos(TRY_AGAIN_NS);
        }
    }

    /** Fails where a newer scheduler's coordinator took the folder: on file systems whose locks do not reach it. */
    void check() throws IOException {
        String text = Files.readString(file).strip();
        long newest = text.isEmpty() ? 0 : Long.parseLong(text);
        if (newest > fence) {
            throw new IOException(file + " has fencing number " + newest + ", this coordinator has " + fence
                    + ": a newer one owns the run");
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            lock.release();
        }
    }
}
