package org.steelworks.core.aeron;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.agrona.IoUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.frame.PlaceFrame;

/**
 * Opens items that lie in the {@link SharedMemory} of other processes. A file is mapped when its first item is opened, and stays
 * mapped until {@link #forget}, as the same places are read step after step: to map a bucket anew each time takes the kernel
 * longer than to read it. Any thread.
 */
final class SharedReader {
    private static final Logger LOG = LoggerFactory.getLogger(SharedReader.class);
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final SharedFiles files;
    private final Map<Source, MappedFile> mapped = new HashMap<>();

    /** A file of a process. */
    private record Source(long pid, long start, int file) {}

    SharedReader(SharedFiles files) {
        this.files = files;
    }

    /** See {@link RemoteItem#open}. */
    synchronized RemoteItem.View open(PlaceFrame place, int length) {
        Source source = new Source(place.pid(), place.start(), place.file());
        try {
            MappedFile file = mapped.get(source);
            if (file == null) {
                file = map(source);
                mapped.put(source, file);
            }
            return file.item(place, length);
        } catch (IOException e) {
            // Its process is gone, or gave the memory back: the item is missing, as one that was lost on the way.
            LOG.debug("{} cannot be read: {}", place, e.toString());
            return null;
        }
    }

    private MappedFile map(Source source) throws IOException {
        try (FileChannel file =
                FileChannel.open(files.file(source.pid, source.start, source.file), StandardOpenOption.READ)) {
            return new MappedFile(file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()));
        }
    }

    /**
     * Copies an item to {@code into}, from position to limit; the position stays.
     *
     * @return whether it was still there after it had been copied; else what is in the memory means nothing
     */
    boolean copy(PlaceFrame place, ByteBuffer into) {
        try (RemoteItem.View item = open(place, into.remaining())) {
            if (item == null) {
                return false;
            }
            into.put(into.position(), item.bytes(), 0, into.remaining());
            return item.intact();
        }
    }

    /** Unmaps all files, those that are being read when they have been. Who may send has changed: some may be of the dead. */
    synchronized void forget() {
        mapped.values().forEach(MappedFile::drop);
        mapped.clear();
    }

    /** A whole file; unmapped when it is dropped and nobody reads an item of it. */
    private final class MappedFile {
        private final MappedByteBuffer bytes;
        private int readers;
        private boolean dropped;

        MappedFile(MappedByteBuffer bytes) {
            this.bytes = bytes;
        }

        RemoteItem.View item(PlaceFrame place, int length) throws IOException {
            if (place.offset() + length > bytes.capacity()) {
                throw new IOException(
                        "its file has " + bytes.capacity() + " bytes, the item ends at " + (place.offset() + length));
            }
            readers++;
            return new MappedItem(this, bytes.slice((int) place.offset(), length), place.edition());
        }

        void drop() {
            dropped = true;
            unmapIfUnused();
        }

        void close() {
            synchronized (SharedReader.this) {
                readers--;
                unmapIfUnused();
            }
        }

        private void unmapIfUnused() {
            if (dropped && readers == 0) {
                IoUtil.unmap(bytes);
            }
        }
    }

    private static final class MappedItem implements RemoteItem.View {
        private final MappedFile file;
        private final ByteBuffer bytes;
        private final long edition;
        private boolean closed;

        MappedItem(MappedFile file, ByteBuffer bytes, long edition) {
            this.file = file;
            this.bytes = bytes;
            this.edition = edition;
        }

        @Override
        public ByteBuffer bytes() {
            return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public boolean intact() {
            // the edition is to be read after the bytes: its writer changes it before them
            VarHandle.fullFence();
            return (long) LONGS.getVolatile(file.bytes, 0) == edition;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                file.close();
            }
        }
    }
}
