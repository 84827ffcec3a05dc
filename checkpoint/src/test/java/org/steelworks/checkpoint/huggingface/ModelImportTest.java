package org.steelworks.checkpoint.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.format.ElementType;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.SafetensorsWriter;
import org.steelworks.checkpoint.testkit.TinyModels;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.spec.ModelSpec;

class ModelImportTest {
    @TempDir
    Path folder;

    /** A copy of a resource model that a test may change. */
    private Path copy(String name) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name));
        try (var files = Files.list(TinyModels.folder(name))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.write(copy.resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
        }
        return copy;
    }

    private static void config(Path folder, String from, String to) throws IOException {
        Path file = folder.resolve("config.json");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    @Test
    void shouldReadOneFileAndShardsAlike() throws IOException {
        try (ModelImport single = ModelImport.open(TinyModels.folder("f32"));
                ModelImport sharded = ModelImport.open(TinyModels.folder("sharded"))) {
            assertThat(single.spec().kvHeads()).isEqualTo(1);
            assertThat(single.table().parameters()).hasSize(27);
            for (Parameter parameter : single.table().parameters()) {
                assertThat(sharded.tensor(parameter.name()).bytes())
                        .isEqualTo(single.tensor(parameter.name()).bytes());
            }
        }
    }

    /** The widened values were computed by PyTorch. */
    @Test
    void shouldWidenFloat16AsPyTorchDoes() throws IOException {
        try (ModelImport half = ModelImport.open(TinyModels.folder("f16"));
                ModelImport widened = ModelImport.open(TinyModels.folder("f16-widened"))) {
            for (Parameter parameter : half.table().parameters()) {
                assertThat(half.type(parameter)).isEqualTo(ElementType.F16);
                assertThat(half.tensor(parameter.name()).bytes())
                        .as(parameter.name())
                        .isEqualTo(widened.tensor(parameter.name()).bytes());
            }
        }
    }

    @Test
    void shouldReadAnyRange() throws IOException {
        try (ModelImport model = ModelImport.open(TinyModels.folder("bf16"))) {
            Parameter head = model.table().find("lm_head.weight");
            ByteBuffer whole = model.tensor("lm_head.weight").bytes();
            ByteBuffer part = ByteBuffer.allocate(5 * 4).order(ByteOrder.LITTLE_ENDIAN);
            model.read(head, 60, part);

            assertThat(part.flip()).isEqualTo(whole.slice(240, 20));
            assertThatThrownBy(() -> model.read(head, 190, part.clear())).hasMessageContaining("lm_head.weight");
        }
    }

    @Test
    void shouldNameWhatIsMissingUnknownOrWronglyShaped() throws IOException {
        Path model = copy("f32");
        config(model, "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
        assertThatThrownBy(() -> ModelImport.open(model))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("missing model.layers.2.self_attn.q_proj.weight of shape [8, 8]");
        config(model, "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 1");
        assertThatThrownBy(() -> ModelImport.open(model))
                .hasMessageContaining("unknown model.layers.1.input_layernorm.weight");
        config(model, "\"vocab_size\": 24", "\"vocab_size\": 25");
        assertThatThrownBy(() -> ModelImport.open(model))
                .hasMessageContaining("lm_head.weight has shape [24, 8], the model needs [25, 8]");
    }

    @Test
    void shouldReadIntoTheRecipesModelOfTheSameShapes() throws IOException {
        Path model = copy("f32");
        ModelSpec own = ModelImport.readSpec(model);
        config(
                model,
                "\"intermediate_size\": 12,",
                "\"intermediate_size\": 48, \"mlp_div_ratio\": 4, \"FFN_type\": \"raw\","
                        + " \"mlp_type\": \"raw\", \"auto_map\": {\"AutoConfig\": \"configuration_steel.SteelConfig\"},");
        ModelSpec published = ModelImport.readSpec(model);

        assertThat(published.innerSize()).isEqualTo(own.innerSize());
        ModelImport.open(TinyModels.folder("f32"), published).close();
    }

    @Test
    void shouldCompareATiedHeadWithTheEmbedding() throws IOException {
        Path model = copy("f32");
        config(model, "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true");

        assertThatThrownBy(() -> ModelImport.open(model)).hasMessageContaining("lm_head.weight differs");

        // make the head a copy of the embedding: both are 24 x 8 in one file
        byte[] file = Files.readAllBytes(model.resolve("model.safetensors"));
        int start =
                8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
        System.arraycopy(file, start + 24 * 8 * 4, file, start, 24 * 8 * 4);
        Files.write(model.resolve("model.safetensors"), file);
        try (ModelImport tied = ModelImport.open(model)) {
            assertThat(tied.table().find("lm_head.weight")).isNull();
        }
    }

    @Test
    void shouldRefusePickledWeightsAndBadIndexes() throws IOException {
        Path model = copy("f32");
        Files.move(model.resolve("model.safetensors"), model.resolve("pytorch_model.bin"));
        assertThatThrownBy(() -> ModelImport.open(model)).hasMessageContaining("pickled weights");

        Path sharded = copy("sharded");
        Path index = sharded.resolve("model.safetensors.index.json");
        String text = Files.readString(index);
        Files.writeString(index, text.replace("model-00002-of-00002", "../f32/model"));
        assertThatThrownBy(() -> ModelImport.open(sharded)).hasMessageContaining("same folder");
        Files.writeString(
                index, text.replaceFirst("\"model.norm.weight\".*", "\"x\": \"model-00002-of-00002.safetensors\""));
        assertThatThrownBy(() -> ModelImport.open(sharded)).hasMessageContaining("the index names");
        Files.writeString(index, "{}");
        assertThatThrownBy(() -> ModelImport.open(sharded)).hasMessageContaining("weight_map");
        assertThatThrownBy(() -> ModelImport.open(folder.resolve("nowhere"))).hasMessageContaining("config.json");
    }

    @Test
    void shouldRefuseWeightsThatAreNoFloats() throws IOException {
        Path model = copy("f32");
        try (ModelImport good = ModelImport.open(model)) {
            List<SafetensorsHeader.Declared> integers = good.table().parameters().stream()
                    .map(p -> new SafetensorsHeader.Declared(p.name(), ElementType.I8, p.shape()))
                    .toList();
            SafetensorsHeader header = SafetensorsHeader.sorted(integers);
            try (SafetensorsWriter writer =
                    SafetensorsWriter.create(new DirectoryStore(model), "model.safetensors", header)) {
                writer.write(ByteBuffer.allocate((int) (header.fileBytes() - header.dataStart())));
                writer.finish();
            }
        }

        assertThatThrownBy(() -> ModelImport.open(model)).hasMessageContaining("is I8, F32, BF16 or F16 is read");
    }

    @Test
    void shouldNotAllocateForALyingHeader() throws IOException {
        Path model = copy("f32");
        String json =
                "{\"lm_head.weight\":{\"dtype\":\"F32\",\"shape\":[1000000000000],\"data_offsets\":[0,4000000000000]}}";
        ByteBuffer file = ByteBuffer.allocate(8 + json.length()).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length()).put(json.getBytes(StandardCharsets.UTF_8));
        Files.write(model.resolve("model.safetensors"), file.array());

        assertThatThrownBy(() -> ModelImport.open(model))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("4000000000000 bytes");
    }
}
