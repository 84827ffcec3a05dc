package org.steelworks.data.clean.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadModelTest {
    private static final FileTime TIME = FileTime.fromMillis(1_000_000);

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        path = write("model.bin", "weights");
    }

    private Path write(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return Files.setLastModifiedTime(file, TIME);
    }

    private ReadModel read() throws IOException {
        return ReadModel.read(path, ReadModel.Stamp.of(path));
    }

    @Test
    void shouldNotTakeAnotherTimeOrACopyForAChange() throws IOException {
        ReadModel model = read();

        assertThat(model.change()).isEmpty();
        Files.setLastModifiedTime(path, FileTime.fromMillis(2_000_000));
        assertThat(model.change()).isEmpty();
        Files.delete(path);
        write("model.bin", "weights");
        assertThat(model.change()).isEmpty();
        assertThat(model.changeOfContent()).isEmpty();
    }

    @Test
    void shouldSayWhatChangedAndWhatToDo() throws Exception {
        ReadModel model = read();

        // file systems round times, so the first one may be too early to be seen
        Awaitility.await().until(() -> {
            write("model.bin", "WEIGHTS");
            return model.change().isPresent();
        });
        assertThat(model.change().orElseThrow())
                .contains(path.toString(), "was changed during the cleaning", "its content is another", "put it back");
        assertThat(model.changeOfContent()).isEqualTo(model.change());
        write("model.bin", "weights");
        assertThat(model.change()).isEmpty();
        Files.delete(path);
        assertThat(model.change().orElseThrow()).contains(path.toString(), "it is missing");
        assertThat(model.changeOfContent()).isEqualTo(model.change());
    }

    @Test
    void shouldRefuseAFileThatChangesWhileItIsRead() throws IOException {
        ReadModel.Stamp before = ReadModel.Stamp.of(path);
        write("model.bin", "more weights");

        assertThatThrownBy(() -> ReadModel.read(path, before))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("was changed while it was read");
    }
}
