package org.steelworks.checkpoint.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.SafetensorsReader;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.tensor.DType;

/** Models in the published layout: {@code model_type qwen2} with {@code auto_map}. */
@Tag("goldens")
class GoldenImportTest {
    @TempDir
    Path folder;

    private static Path variant(String name) {
        String goldens = System.getProperty("steel.goldens", "");
        assertThat(goldens).as("system property steel.goldens").isNotEmpty();
        return Path.of(goldens, "model", "variants", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw_raw", "raw_raw_gqa2"})
    void shouldExportWhatItImported(String name) throws IOException {
        Path golden = variant(name);
        Path out = folder.resolve(name);
        ModelCard card = new ModelCard(name, List.of(), List.of());
        try (ModelImport source = ModelImport.open(golden)) {
            assertThat(source.spec().feedForward()).isEqualTo(FeedForwardKind.RAW);
            assertThat(source.spec().innerSize()).isEqualTo(18);
            new ModelExport(new ModelExport.Settings(DType.F32, 100_000, null, card))
                    .export(source.spec(), source, out);
            try (ModelImport written = ModelImport.open(out, source.spec())) {
                for (Parameter parameter : source.table().parameters()) {
                    assertThat(written.tensor(parameter.name()).bytes())
                            .as(parameter.name())
                            .isEqualTo(source.tensor(parameter.name()).bytes());
                }
            }
        }
        String keep = System.getProperty("steel.export", "");
        if (!keep.isEmpty()) {
            Files.move(out, Path.of(keep, name));
        }
    }

    @Test
    void shouldReadTheBytesThatTheFileHolds() throws IOException {
        Path golden = variant("raw_raw");
        try (ModelImport model = ModelImport.open(golden);
                SafetensorsReader file = SafetensorsReader.open(new DirectoryStore(golden), "model.safetensors")) {
            assertThat(model.table().elements()).isEqualTo(126_080);
            for (Parameter parameter : model.table().parameters()) {
                ByteBuffer bytes =
                        ByteBuffer.allocate((int) parameter.length() * 4).order(ByteOrder.LITTLE_ENDIAN);
                file.read(file.header().find(parameter.name()), 0, bytes);
                assertThat(model.tensor(parameter.name()).bytes()).isEqualTo(bytes.flip());
            }
        }
    }
}
