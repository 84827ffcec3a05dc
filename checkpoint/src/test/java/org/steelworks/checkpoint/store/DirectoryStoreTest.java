package org.steelworks.checkpoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest {
    @TempDir
    Path folder;

    private DirectoryStore store;

    @BeforeEach
    void open() {
        store = new DirectoryStore(folder.resolve("root"));
    }

    private void write(String path, String text) throws IOException {
        try (Store.Output out = store.create(path)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            out.sync();
        }
    }

    private String read(String path) throws IOException {
        try (Store.Input in = store.open(path)) {
            byte[] bytes = new byte[(int) in.size()];
            in.read(0, ByteBuffer.wrap(bytes));
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Test
    void shouldPublishFilesAndFolders() throws IOException {
        store.makeFolder("a/b.tmp");
        AtomicPublish publish = new AtomicPublish(store);
        publish.file("a/b.tmp", "f", "one".getBytes(StandardCharsets.UTF_8));
        publish.file("a/b.tmp", "f", "two".getBytes(StandardCharsets.UTF_8));
        publish.folder("a", "b.tmp", "b");

        assertThat(read("a/b/f")).isEqualTo("two");
        assertThat(store.list("a")).containsExactly("b");
        assertThat(store.list("a/b")).containsExactly("f");
    }

    @Test
    void shouldNotRenameAFolderOntoAnother() throws IOException {
        store.makeFolder("a");
        store.makeFolder("b");

        assertThatThrownBy(() -> store.rename("a", "b")).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void shouldStartANewFileWhileTheOldOneIsStillWritten() throws IOException {
        store.makeFolder("");
        try (Store.Output late = store.create("f")) {
            write("f", "new");
            late.write(ByteBuffer.wrap(new byte[100]));
        }

        assertThat(read("f")).isEqualTo("new");
    }

    @Test
    void shouldCutBeforeAppending() throws IOException {
        store.makeFolder("");
        write("f", "whole\ntorn");
        try (Store.Output out = store.append("f", 6)) {
            out.write(ByteBuffer.wrap(new byte[] {'x'}));
            assertThat(out.size()).isEqualTo(7);
        }

        assertThat(read("f")).isEqualTo("whole\nx");
        assertThatThrownBy(() -> store.append("f", 100)).isInstanceOf(EOFException.class);
    }

    @Test
    void shouldSayWhereAFileEndsTooEarly() throws IOException {
        store.makeFolder("");
        write("f", "abc");

        try (Store.Input in = store.open("f")) {
            assertThatThrownBy(() -> in.read(1, ByteBuffer.allocate(5)))
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("ends at byte 3");
        }
    }

    @Test
    void shouldRefusePathsThatLeaveTheRootAndNotFollowLinks() throws IOException {
        store.makeFolder("sub");
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path precious = Files.writeString(outside.resolve("precious"), "kept");
        Files.createSymbolicLink(folder.resolve("root/sub/link"), outside);

        assertThatThrownBy(() -> store.open("../outside/precious")).hasMessageContaining("leaves the store");
        store.delete("sub");
        assertThat(precious).hasContent("kept");
        assertThatThrownBy(() -> store.delete("")).hasMessageContaining("root");
    }
}
