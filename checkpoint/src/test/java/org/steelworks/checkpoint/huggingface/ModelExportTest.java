package org.steelworks.checkpoint.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.catalog.CheckpointFolder;
import org.steelworks.checkpoint.catalog.CheckpointPublisher;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.checkpoint.testkit.CrashingStore;
import org.steelworks.checkpoint.testkit.SampleState;
import org.steelworks.checkpoint.testkit.TinyModels;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;

class ModelExportTest {
    private static final ModelCard CARD =
            new ModelCard("Tiny", List.of("step 20 of recipe-a"), List.of(new ModelCard.Score("cmmlu", "acc", 0.25)));

    @TempDir
    Path folder;

    private static ModelExport export(DType dtype, long shardBytes, Path tokenizer) {
        return new ModelExport(new ModelExport.Settings(dtype, shardBytes, tokenizer, CARD));
    }

    private static JsonNode json(Path file) throws IOException {
        return CanonicalJson.read(Files.readString(file), file.toString());
    }

    private static CheckpointFolder checkpoint(CrashingStore store, String tokenizerDigest) throws IOException {
        List<BucketGroup> groups = SampleState.write(store, 20, SampleState.TINY, List.of("a/w0", "b/w0"));
        CheckpointFacts f = SampleState.facts(20, SampleState.TINY);
        CheckpointFacts facts = new CheckpointFacts(
                f.recipeDigest(), f.fingerprint(), 20, 18, f.dataLedger(), 160, f.model(), tokenizerDigest);
        return new CheckpointPublisher(store, 1).publish(facts, groups).checkpoint();
    }

    private Path tokenizer() throws IOException {
        Path tokenizer = Files.createDirectories(folder.resolve("tokenizer"));
        Files.writeString(tokenizer.resolve("tokenizer.json"), "{\"version\":\"1.0\"}");
        Files.writeString(
                tokenizer.resolve("tokenizer_config.json"),
                "{\"eos_token\":\"<e>\",\"bos_token\":null,\"chat_template\":\"{{ messages }}\",\"model_max_length\":16}");
        return tokenizer;
    }

    /** bfloat16 as PyTorch rounds it: the resource was written by transformers. */
    @Test
    void shouldRoundToBfloat16AsPyTorchDoes() throws IOException {
        try (ModelImport source = ModelImport.open(TinyModels.folder("f32"));
                ModelImport expected = ModelImport.open(TinyModels.folder("bf16"))) {
            export(DType.BF16, 1 << 20, null).export(source.spec(), source, folder.resolve("out"));
            try (ModelImport written = ModelImport.open(folder.resolve("out"))) {
                for (Parameter parameter : source.table().parameters()) {
                    assertThat(written.tensor(parameter.name()).bytes())
                            .as(parameter.name())
                            .isEqualTo(expected.tensor(parameter.name()).bytes());
                }
            }
        }
        assertThat(json(folder.resolve("out/config.json")).path("torch_dtype").asText())
                .isEqualTo("bfloat16");
    }

    @Test
    void shouldSplitIntoShardsWithAnIndex() throws IOException {
        try (ModelImport source = ModelImport.open(TinyModels.folder("f32"))) {
            ModelExport.Report report =
                    export(DType.F32, 2000, null).export(source.spec(), source, folder.resolve("out"));

            assertThat(report.files()).contains("model-00001-of-00004.safetensors", "model.safetensors.index.json");
            JsonNode index = json(folder.resolve("out/model.safetensors.index.json"));
            assertThat(index.path("metadata").path("total_size").asLong())
                    .isEqualTo(4 * source.table().elements());
            assertThat(index.path("weight_map").path("model.norm.weight").asText())
                    .isEqualTo("model-00004-of-00004.safetensors");
            try (ModelImport written = ModelImport.open(folder.resolve("out"))) {
                for (Parameter parameter : source.table().parameters()) {
                    assertThat(written.tensor(parameter.name()).bytes())
                            .isEqualTo(source.tensor(parameter.name()).bytes());
                }
            }
        }
    }

    @Test
    void shouldExportACheckpointAsPlainQwen2() throws IOException {
        CheckpointFolder checkpoint = checkpoint(new CrashingStore(1), null);

        export(DType.F32, 1 << 20, null).export(checkpoint, folder.resolve("out"));

        JsonNode config = json(folder.resolve("out/config.json"));
        assertThat(config.path("model_type").asText()).isEqualTo("qwen2");
        assertThat(config.path("architectures").path(0).asText()).isEqualTo("Qwen2ForCausalLM");
        assertThat(config.path("intermediate_size").asInt()).isEqualTo(4);
        assertThat(config.path("mlp_div_ratio").asInt()).isEqualTo(1);
        assertThat(config.path("FFN_type").asText()).isEqualTo("raw");
        assertThat(config.path("dtype").asText()).isEqualTo("float32");
        assertThat(config.has("auto_map")).isFalse();
        assertThat(json(folder.resolve("out/generation_config.json"))
                        .path("eos_token_id")
                        .toString())
                .isEqualTo("[2,1]");
        try (ModelImport written = ModelImport.open(folder.resolve("out"), SampleState.TINY)) {
            for (Parameter parameter : written.table().parameters()) {
                ByteBuffer bytes = written.tensor(parameter.name()).bytes();
                for (int i = 0; i < parameter.length(); i++) {
                    assertThat(bytes.getFloat(4 * i))
                            .isEqualTo(SampleState.value(
                                    20, parameter.vector(), parameter.offset() + i, StatePart.WEIGHTS));
                }
            }
        }
        assertThat(Files.readString(folder.resolve("out/README.md")))
                .contains("| parameters | 488 |")
                .contains("| cmmlu | acc | 0.2500 |")
                .contains("step 20 of recipe-a");
        assertThat(Files.readString(folder.resolve("out/LICENSE"))).contains("Apache License");
    }

    @Test
    void shouldGiveTheTokenizerWithItsTemplateBothWays() throws IOException {
        Path tokenizer = tokenizer();
        CheckpointFolder checkpoint = checkpoint(new CrashingStore(1), null);

        export(DType.F32, 1 << 20, tokenizer).export(checkpoint, folder.resolve("out"));

        assertThat(folder.resolve("out/tokenizer.json")).hasSameTextualContentAs(tokenizer.resolve("tokenizer.json"));
        assertThat(Files.readString(folder.resolve("out/chat_template.jinja"))).isEqualTo("{{ messages }}");
        assertThat(json(folder.resolve("out/tokenizer_config.json"))
                        .path("chat_template")
                        .asText())
                .isEqualTo("{{ messages }}");
        assertThat(json(folder.resolve("out/special_tokens_map.json")).toString())
                .isEqualTo("{\"eos_token\":\"<e>\"}");
    }

    @Test
    void shouldRefuseADamagedCheckpointAndATakenName() throws IOException {
        CrashingStore store = new CrashingStore(1);
        CheckpointFolder checkpoint = checkpoint(store, null);
        Files.createDirectory(folder.resolve("taken"));
        assertThatThrownBy(() -> export(DType.F32, 1 << 20, null).export(checkpoint, folder.resolve("taken")))
                .hasMessageContaining("is there already");

        store.flipBit("step-00000020/buckets-a-w0.safetensors", 10_000);
        assertThatThrownBy(() -> export(DType.F32, 1 << 20, null).export(checkpoint, folder.resolve("out")))
                .hasMessageContaining("damaged");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void shouldLeaveNothingBehindWhenTheWeightsAreIncomplete() throws IOException {
        try (ModelImport source = ModelImport.open(TinyModels.folder("f32"))) {
            List<HostTensor> tensors = new ArrayList<>();
            for (Parameter parameter : source.table().parameters()) {
                tensors.add(source.tensor(parameter.name()));
            }
            ModelSpec spec = source.spec();
            export(DType.F32, 1 << 20, null).export(spec, new TensorWeights(tensors), folder.resolve("all"));
            tensors.remove(3);

            assertThatThrownBy(() -> export(DType.F32, 1 << 20, null)
                            .export(spec, new TensorWeights(tensors), folder.resolve("out")))
                    .hasMessageContaining("is not among the tensors");
        }
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("all");
        }
    }

    /** A source that changes between writing and reading back, as a disk that lies would make it look. */
    @Test
    void shouldNotPublishWhatReadsBackOtherwise() throws IOException {
        try (ModelImport source = ModelImport.open(TinyModels.folder("f32"))) {
            long[] reads = new long[1];
            WeightSource shifting = (parameter, first, out) -> {
                int start = out.position();
                source.read(parameter, first, out);
                boolean again = ++reads[0] > source.table().parameters().size();
                if (again && parameter.name().equals("model.norm.weight")) {
                    out.put(start, (byte) (out.get(start) ^ 1));
                }
            };

            assertThatThrownBy(() ->
                            export(DType.F32, 1 << 20, null).export(source.spec(), shifting, folder.resolve("out")))
                    .hasMessageContaining("model.norm.weight reads back otherwise");
        }
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(folder.resolve("out.tmp")).doesNotExist();
    }
}
