package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.checkpoint.huggingface.ModelImport;
import org.steelworks.core.model.Parameter;

/** {@code checkpoint} and {@code export} on checkpoints of a model whose weights are known. */
class CheckpointCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void save() throws IOException {
        run = TinyModel.writeRun(folder.resolve("run"), 10, 20);
    }

    @Test
    void listsAndInspects() throws IOException {
        assertThat(CliRun.of("checkpoint", "ls", run).out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("recipe-a"));
        JsonNode list = JSON.readTree(CliRun.of("checkpoint", "ls", run.resolve("checkpoints"), "--json")
                .out());
        assertThat(list.get(0).path("step").asLong()).isEqualTo(10);
        assertThat(list.get(1).path("applied_steps").asLong()).isEqualTo(19);
        JsonNode newest = JSON.readTree(CliRun.of("checkpoint", "inspect", run).out());
        assertThat(newest.path("step").asLong()).isEqualTo(20);
        assertThat(newest.path("model").path("hidden_size").asInt()).isEqualTo(64);
    }

    @Test
    void hashIsTheOneOfTheContract() throws IOException {
        assertThat(CliRun.of("checkpoint", "hash", run, "--step", 10).out().strip())
                .isEqualTo("sha256 " + expected(10, false));
        assertThat(CliRun.of("checkpoint", "hash", run).out().strip()).isEqualTo("sha256 " + expected(20, false));
        assertThat(CliRun.of("checkpoint", "hash", run, "--weights").out().strip())
                .isEqualTo("sha256 " + expected(20, true));
    }

    @Test
    void anAlteredCheckpointIsFound() throws IOException {
        assertThat(CliRun.of("checkpoint", "verify", run).exitCode()).isZero();
        Path file = run.resolve("checkpoints/step-00000020/buckets-node-w0.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 7] ^= 4;
        Files.write(file, bytes);

        CliRun verify = CliRun.of("checkpoint", "verify", run);
        assertThat(verify.exitCode()).isEqualTo(1);
        assertThat(verify.out()).contains("step 10: ok").contains("step 20: damaged: ");
        CliRun hash = CliRun.of("checkpoint", "hash", run);
        assertThat(hash.out().strip()).isEqualTo("sha256 " + expected(10, false));
        assertThat(hash.err()).contains("step 20 was passed over");
        assertThat(CliRun.of("checkpoint", "hash", run, "--step", 20).exitCode())
                .isEqualTo(1);
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(CliRun.of("checkpoint", "hash", folder.resolve("none")).exitCode())
                .isEqualTo(4);
        CliRun step = CliRun.of("checkpoint", "verify", run, "--step", 15);
        assertThat(step.exitCode()).isEqualTo(4);
        assertThat(step.err()).contains("[10, 20]");
        for (String command : List.of("hash", "inspect")) {
            CliRun absent = CliRun.of("checkpoint", command, run, "--step", 99);
            assertThat(absent.exitCode()).as(command).isEqualTo(4);
            assertThat(absent.err()).contains("step-00000099").contains("[10, 20]");
        }
        for (String command : List.of("hash", "inspect", "verify")) {
            assertThat(CliRun.of("checkpoint", command, folder).exitCode())
                    .as(command)
                    .isEqualTo(4);
        }
        assertThat(CliRun.of("export", folder, "--out", folder.resolve("o")).exitCode())
                .isEqualTo(4);
    }

    @Test
    void exportedWeightsAreTheCheckpoints() throws IOException {
        Path out = folder.resolve("exported");
        CliRun export = CliRun.of("export", run, "--out", out, "--tokenizer", TinyModel.tokenizer());

        assertThat(export.exitCode()).as(export.err()).isNotZero();
        assertThat(export.err()).contains("tokenizer.json is missing");

        CliRun plain = CliRun.of("export", run, "--out", out);
        assertThat(plain.exitCode()).as(plain.err()).isZero();
        assertThat(plain.out().strip()).isEqualTo(out.toString());
        try (ModelImport exported = ModelImport.open(out);
                ModelImport original = ModelImport.open(TinyModel.golden("raw_raw"))) {
            for (Parameter parameter : original.table().parameters()) {
                assertThat(TinyModel.weights(exported, parameter)).isEqualTo(TinyModel.weights(original, parameter));
            }
        }
        CliRun again = CliRun.of("export", run, "--out", out);
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err()).contains("is there already");
        assertThat(CliRun.of("export", run, "--out", folder.resolve("h"), "--dtype", "float16")
                        .exitCode())
                .isEqualTo(2);
        assertThat(CliRun.of("export", folder.resolve("none"), "--out", out).exitCode())
                .isEqualTo(4);
    }

    /** As the contract says, straight from the model's file. */
    private static String expected(long step, boolean weightsAlone) throws IOException {
        MessageDigest digest = sha256();
        try (ModelImport model = ModelImport.open(TinyModel.golden("raw_raw"))) {
            List<Parameter> byName = new ArrayList<>(model.table().parameters());
            byName.sort(Comparator.comparing(Parameter::name));
            for (Parameter parameter : byName) {
                digest.update((parameter.name() + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(TinyModel.weights(model, parameter));
                if (!weightsAlone) {
                    digest.update(TinyModel.weights(model, parameter));
                    digest.update(TinyModel.doubled(TinyModel.weights(model, parameter)));
                }
            }
        }
        if (!weightsAlone) {
            ByteBuffer counters = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
            digest.update(counters.putLong(step).putLong(step - 1).flip());
            digest.update(("{\"ledger\":{\"segments\":[]},\"next_sample\":" + step * 8 + "}")
                    .getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
