package org.steelworks.data.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
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

    private ModelFile read() throws IOException {
        return ModelFile.read(path, ModelFile.Stamp.of(path));
    }

    @Test
    void shouldNotTakeAnotherTimeOrACopyForAChange() throws IOException {
        ModelFile model = read();

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
        ModelFile model = read();
        // beyond what file systems round times to
        Thread.sleep(20);

        write("model.bin", "WEIGHTS");
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
        ModelFile.Stamp before = ModelFile.Stamp.of(path);
        write("model.bin", "more weights");

        assertThatThrownBy(() -> ModelFile.read(path, before))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining("was changed while it was read");
    }
}
