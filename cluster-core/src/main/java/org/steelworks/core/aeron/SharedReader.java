package org.steelworks.core.aeron;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.agrona.IoUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.frame.PlaceFrame;

/**
 * Opens items that lie in the {@link SharedMemory} of other processes. An item is mapped for as long as it is read and no
 * longer, so that no process keeps memory of another one, or is charged for more than an item of it. Any thread.
 */
final class SharedReader {
    private static final Logger LOG = LoggerFactory.getLogger(SharedReader.class);

    private final SharedFiles files;

    SharedReader(SharedFiles files) {
        this.files = files;
    }

    /** See {@link RemoteItem#open}. */
    RemoteItem.View open(PlaceFrame place, int length) {
        FileChannel file = null;
        try {
            file = FileChannel.open(files.file(place.pid(), place.start(), place.file()), StandardOpenOption.READ);
            // fails where the file is shorter
            MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_ONLY, place.offset(), length);
            return new MappedItem(file, mapped, place.edition());
        } catch (IOException e) {
            // Its process is gone, or gave the memory back: the item is missing, as one that was lost on the way.
            LOG.debug("{} cannot be read: {}", place, e.toString());
            close(file);
            return null;
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

    private static void close(FileChannel file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.debug("a file of shared memory was not closed well: {}", e.toString());
        }
    }

    private static final class MappedItem implements RemoteItem.View {
        private final FileChannel file;
        private final MappedByteBuffer mapped;
        private final long edition;

        MappedItem(FileChannel file, MappedByteBuffer mapped, long edition) {
            this.file = file;
            this.mapped = mapped;
            this.edition = edition;
        }

        @Override
        public ByteBuffer bytes() {
            return mapped.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public boolean intact() {
            // the edition is to be read after the bytes: its writer changes it before them
            VarHandle.fullFence();
            ByteBuffer now = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            try {
                return file.read(now, 0) == Long.BYTES && now.getLong(0) == edition;
            } catch (IOException e) {
                LOG.debug("an edition cannot be read: {}", e.toString());
                return false;
            }
        }

        @Override
        public void close() {
            IoUtil.unmap(mapped);
            SharedReader.close(file);
        }
    }
}
