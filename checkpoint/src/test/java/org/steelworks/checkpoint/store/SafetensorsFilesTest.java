package org.steelworks.checkpoint.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.checkpoint.format.ElementType;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.checkpoint.testkit.CrashingStore;
import org.steelworks.core.tensor.Shape;

class SafetensorsFilesTest {
    private static final SafetensorsHeader HEADER =
            SafetensorsHeader.sorted(List.of(new SafetensorsHeader.Declared("a", ElementType.I32, Shape.of(2))));

    @Test
    void shouldReadAFileOfThePythonPackage() throws IOException, URISyntaxException {
        Path folder = Path.of(getClass().getResource("/tiny-qwen2").toURI());
        try (SafetensorsReader file = SafetensorsReader.open(new DirectoryStore(folder), "mixed.safetensors")) {
            assertThat(file.header().metadata()).containsEntry("format", "pt").containsEntry("note", "é");
            assertThat(read(file, "a.i64").getLong(16)).isEqualTo(2);
            assertThat(read(file, "z.f32").getFloat(4)).isEqualTo(-2.0f);
            assertThat(read(file, "scalar").getFloat(0)).isEqualTo(4.25f);
            assertThat(read(file, "b.bf16").getShort(0)).isEqualTo((short) 0x3dcd);
            assertThat(read(file, "u8").get(2)).isEqualTo((byte) 3);
            assertThat(file.header().find("z.f32").shape()).isEqualTo(Shape.of(1, 2));
        }
    }

    @Test
    void shouldRefuseMoreOrLessDataThanAnnounced() throws IOException {
        CrashingStore store = new CrashingStore(1);
        try (SafetensorsWriter writer = SafetensorsWriter.create(store, "f", HEADER)) {
            writer.write(ByteBuffer.allocate(4));
            assertThatThrownBy(writer::finish).hasMessageContaining("announces");
            assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(5))).hasMessageContaining("announces");
            writer.write(ByteBuffer.allocate(4));
            writer.finish();
        }

        SafetensorsReader.open(store, "f").close();
    }

    @Test
    void shouldRefuseACutFile() throws IOException {
        CrashingStore store = new CrashingStore(1);
        try (SafetensorsWriter writer = SafetensorsWriter.create(store, "f", HEADER)) {
            writer.write(ByteBuffer.allocate(8));
        }
        for (int bytes = store.bytes("f").length - 1; bytes >= 0; bytes--) {
            store.truncate("f", bytes);
            assertThatThrownBy(() -> SafetensorsReader.open(store, "f")).isInstanceOf(FormatException.class);
        }
    }

    private static ByteBuffer read(SafetensorsReader file, String name) throws IOException {
        SafetensorsHeader.Entry tensor = file.header().find(name);
        ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        file.read(tensor, 0, bytes);
        return bytes.flip();
    }
}
