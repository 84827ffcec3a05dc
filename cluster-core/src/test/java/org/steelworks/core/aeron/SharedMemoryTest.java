package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.frame.PlaceFrame;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.testkit.InterruptAfter;

@InterruptAfter(90)
class SharedMemoryTest {
    private static final int BYTES = 1 << 20;

    @TempDir
    private Path dir;

    private Path folder;
    private SharedFiles files;
    private SharedMemory memory;
    private SharedReader reader;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectory(dir.resolve("node"));
        files = new SharedFiles(folder.resolve("aeron"));
        memory = new SharedMemory(true, files);
        reader = new SharedReader(files);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void shouldGiveZeroedAlignedBuffersWhosePartsOthersCanRead() {
        ByteBuffer buffer = memory.allocate(BYTES);
        assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(buffer.capacity()).isEqualTo(BYTES);
        assertThat(buffer.alignmentOffset(0, AlignedBuffers.ALIGNMENT)).isZero();
        assertThat(buffer.mismatch(ByteBuffer.allocate(BYTES))).isEqualTo(-1);
        buffer.put(Station.bytes(BYTES, 1)).flip();

        ByteBuffer part = buffer.slice(1000, 5000);
        PlaceFrame place = memory.find(part, 64, 4000);
        ByteBuffer read = ByteBuffer.allocateDirect(4010).position(10);

        assertThat(reader.copy(place, read)).isTrue();
        assertThat(read.position()).isEqualTo(10);
        assertThat(read).isEqualTo(part.slice(64, 4000));
        try (RemoteItem.View view = reader.open(place, 4000)) {
            assertThat(view.bytes()).isEqualTo(part.slice(64, 4000));
            assertThat(view.bytes().isReadOnly()).isTrue();
            memory.renew(memory.allocate(BYTES));
            assertThat(view.intact()).isTrue();
            memory.renew(part);
            assertThat(view.intact()).isFalse();
        }
    }

    @Test
    void shouldHaveNoPlaceForWhatOthersCannotRead() {
        ByteBuffer buffer = memory.allocate(BYTES);
        memory.allocate(BYTES);

        assertThat(memory.find(ByteBuffer.allocate(8), 0, 8)).isNull();
        assertThat(memory.find(AlignedBuffers.allocate(8), 0, 8)).isNull();
        assertThat(memory.find(buffer, 0, 0)).isNull();
        assertThat(memory.find(buffer, 0, BYTES)).isNotNull();
        assertThat(memory.find(buffer, 1, BYTES)).isNull();
        assertThat(memory.shares(buffer.slice(9, 10))).isTrue();
        assertThat(memory.shares(AlignedBuffers.allocate(8))).isFalse();
        assertThat(memory.hasRoom(BYTES)).isTrue();
        assertThat(memory.hasRoom(Long.MAX_VALUE / 8)).isFalse();
        memory.renew(AlignedBuffers.allocate(8));
    }

    @Test
    void shouldRefuseAStaleReader() {
        ByteBuffer buffer = memory.allocate(BYTES);
        ByteBuffer other = memory.allocate(BYTES);
        PlaceFrame old = memory.find(buffer, 0, BYTES);
        PlaceFrame oldOther = memory.find(other, 0, BYTES);

        memory.renew(buffer);

        ByteBuffer read = ByteBuffer.allocateDirect(BYTES);
        assertThat(reader.copy(old, read)).isFalse();
        assertThat(reader.copy(oldOther, read)).isTrue();
        buffer.put(0, Station.bytes(BYTES, 2), 0, BYTES);
        assertThat(reader.copy(memory.find(buffer, 0, BYTES), read)).isTrue();
        assertThat(read).isEqualTo(buffer);
    }

    /** The writer goes on without waiting for anybody; whatever the reader accepts was written in one go. */
    @Test
    void shouldNeverAcceptAMixtureOfTwoEditions() throws InterruptedException {
        ByteBuffer buffer = memory.allocate(BYTES);
        AtomicReference<PlaceFrame> sent = new AtomicReference<>(memory.find(buffer, 0, BYTES));
        AtomicBoolean go = new AtomicBoolean(true);
        Thread writer = new Thread(() -> {
            for (long value = 1; go.get(); value++) {
                memory.renew(buffer);
                for (int at = 0; at < BYTES; at += Long.BYTES) {
                    buffer.putLong(at, value);
                }
                sent.set(memory.find(buffer, 0, BYTES));
            }
        });
        writer.start();
        ByteBuffer read = ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> mixed = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            if (reader.copy(sent.get(), read)) {
                for (int at = 0; at < BYTES; at += Long.BYTES) {
                    if (read.getLong(at) != read.getLong(0)) {
                        mixed.add(read.getLong(at));
                    }
                }
            }
        }
        go.set(false);
        writer.join();

        assertThat(mixed).isEmpty();
        assertThat(reader.copy(sent.get(), read)).isTrue();
    }

    @Test
    void shouldReadNothingFromAFileThatIsTooShortOrNotThere() throws IOException {
        ByteBuffer buffer = memory.allocate(BYTES);
        PlaceFrame place = memory.find(buffer, 0, BYTES);
        ByteBuffer read = ByteBuffer.allocateDirect(BYTES);

        assertThat(reader.copy(place, read)).isTrue();
        assertThat(reader.open(place, BYTES + 1)).isNull();
        memory.close();
        reader.forget();
        assertThat(reader.copy(place, read)).isFalse();
        assertThat(memory.find(buffer, 0, BYTES)).isNull();
        buffer.putLong(0, 1);
        assertThat(memoryFiles()).isEmpty();
    }

    /** What a dead peer had completed is still good, and its memory is given back when the reader forgets it. */
    @Test
    void shouldKeepAFileMappedUntilItIsForgottenAndNobodyReadsIt() throws IOException {
        ByteBuffer buffer = memory.allocate(BYTES);
        buffer.put(0, Station.bytes(BYTES, 3), 0, BYTES);
        PlaceFrame place = memory.find(buffer, 0, BYTES);
        RemoteItem.View view = reader.open(place, BYTES);
        memory.close();

        assertThat(reader.copy(place, ByteBuffer.allocateDirect(BYTES))).isTrue();
        reader.forget();

        assertThat(view.bytes()).isEqualTo(buffer);
        assertThat(view.intact()).isTrue();
        assertThat(mappings()).isEqualTo(2);
        view.close();
        view.close();
        assertThat(mappings()).isEqualTo(1);
        assertThat(reader.open(place, BYTES)).isNull();
    }

    private long mappings() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.contains(folder.toString())).count();
        }
    }

    @Test
    void shouldGivePrivateBuffersWhereTheFolderTakesNone() throws IOException {
        SharedMemory off = new SharedMemory(false, files);
        assertThat(off.find(off.allocate(BYTES), 0, BYTES)).isNull();
        assertThat(memoryFiles()).isEmpty();

        Files.delete(folder);
        ByteBuffer buffer = memory.allocate(BYTES);
        assertThat(buffer.capacity()).isEqualTo(BYTES);
        assertThat(memory.find(buffer, 0, BYTES)).isNull();
    }

    @Test
    void shouldGiveTheFileBackWithTheBuffer() throws Exception {
        ByteBuffer kept = memory.allocate(BYTES);
        assertThat(memory.find(memory.allocate(BYTES), 0, BYTES)).isNotNull();
        assertThat(memoryFiles()).hasSize(2);

        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (memoryFiles().size() > 1 && System.nanoTime() < deadlineNs) {
            memory.reclaim();
        }

        assertThat(memoryFiles()).hasSize(1);
        assertThat(memory.find(kept, 0, BYTES)).isNotNull();
    }

    @Test
    void shouldKeepTheFileForAsLongAsAPartIsUsed() throws IOException {
        ByteBuffer part = memory.allocate(BYTES).slice(64, 128).slice(0, 64);

        memory.reclaim();

        assertThat(memoryFiles()).hasSize(1);
        assertThat(memory.find(part, 0, 64)).isNotNull();
    }

    @Test
    void shouldRemoveWhatKilledProcessesLeft() throws IOException {
        memory.allocate(BYTES);
        long pid = ProcessHandle.current().pid();
        // no pid is so large, and this process started at another time
        Path gone = Files.createFile(folder.resolve("memory-4194999-77-1"));
        Path sameNumber = Files.createFile(folder.resolve("memory-" + pid + "-1-1"));
        Path foreign = Files.createFile(folder.resolve("memory-of-something"));

        new SharedMemory(true, files).close();

        assertThat(gone).doesNotExist();
        assertThat(sameNumber).doesNotExist();
        assertThat(foreign).exists();
        assertThat(memoryFiles()).hasSize(2);
    }

    private List<Path> memoryFiles() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith("memory-"))
                    .toList();
        }
    }
}
