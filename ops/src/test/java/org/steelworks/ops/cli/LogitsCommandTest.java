package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.SafetensorsReader;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.core.tensor.Shape;

/** From the command line against PyTorch; bounds are those of the golden's manifest. */
class LogitsCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"raw_raw", "raw_raw_gqa2"})
    void logitsLossAndGradientsOfTheOriginal(String variant) throws IOException {
        JsonNode tolerances = new ObjectMapper()
                .readTree(TinyModel.golden(variant + "/manifest.json").toFile())
                .path("tolerances");
        Path in = TinyModel.golden(variant + "/io.safetensors");
        Path out = folder.resolve("out.safetensors");

        CliRun run = CliRun.of(
                "logits",
                "--model",
                TinyModel.golden(variant),
                "--in",
                in,
                "--out",
                out,
                "--grads",
                "--ignore-index",
                500);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(difference(floats(out, "logits"), floats(in, "logits")))
                .isLessThanOrEqualTo(tolerances.path("logits").path("atol").asDouble());
        assertThat(difference(floats(out, "loss"), floats(in, "loss")))
                .isLessThanOrEqualTo(tolerances.path("loss").path("atol").asDouble());
        Path gradients = TinyModel.golden(variant + "/grads.safetensors");
        double bound = tolerances
                .path("grads")
                .path("per_tensor_max_abs_diff_over_max_abs")
                .asDouble();
        List<String> names = names(gradients);
        assertThat(names(out)).hasSize(names.size() + 2);
        for (String name : names) {
            FloatBuffer expected = floats(gradients, name);
            double largest = 0;
            for (int i = 0; i < expected.limit(); i++) {
                largest = Math.max(largest, Math.abs(expected.get(i)));
            }
            assertThat(difference(floats(out, "grad." + name), expected) / largest)
                    .as(name)
                    .isLessThanOrEqualTo(bound);
        }
    }

    @Test
    void devicesThatAreNotThereAreRefusedWithTheWayOut() throws IOException {
        Path in = file(DType.I32, Shape.of(1, 3), 4, 5, 6);
        Path out = folder.resolve("out.safetensors");

        CliRun cuda = CliRun.of(
                "logits", "--model", TinyModel.golden("raw_raw"), "--in", in, "--out", out, "--device", "cuda");
        assertThat(cuda.exitCode()).isEqualTo(1);
        assertThat(cuda.err())
                .contains("built for the processor alone", "steel doctor")
                .doesNotContain("unexpected");

        CliRun other = CliRun.of(
                "logits", "--model", TinyModel.golden("raw_raw"), "--in", in, "--out", out, "--device", "tpu");
        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err()).contains("--device tpu: there are cpu and cuda");
    }

    @Test
    void targetsAreOptional() throws IOException {
        Path in = file(DType.I32, Shape.of(1, 3), 4, 5, 6);
        Path out = folder.resolve("out.safetensors");

        assertThat(logits(in, out).exitCode()).isZero();
        assertThat(names(out)).containsExactly("logits");
        assertThat(floats(out, "logits").limit()).isEqualTo(3 * 512);
        CliRun refused =
                CliRun.of("logits", "--model", TinyModel.golden("raw_raw"), "--in", in, "--out", out, "--grads");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("--grads needs the tensor targets");
    }

    @Test
    void badInputsAreNamed() throws IOException {
        Path out = folder.resolve("out.safetensors");
        CliRun missing = logits(folder.resolve("nowhere.safetensors"), out);
        assertThat(missing.exitCode()).isEqualTo(4);
        assertThat(missing.err()).contains("nowhere.safetensors");

        Path garbage = Files.writeString(folder.resolve("garbage.safetensors"), "this is no tensor file at all");
        assertThat(logits(garbage, out).err()).contains("garbage.safetensors").contains("not a safetensors file");

        CliRun outside = logits(file(DType.I64, Shape.of(1, 2), 4, 512), out);
        assertThat(outside.exitCode()).isNotZero();
        assertThat(outside.err()).contains("512");

        CliRun tooLong = logits(file(DType.I64, Shape.of(1, 257), new long[257]), out);
        assertThat(tooLong.exitCode()).isEqualTo(1);
        assertThat(tooLong.err()).contains("257 tokens").contains("max_position_embeddings");

        CliRun flat = logits(file(DType.I64, Shape.of(3), 1, 2, 3), out);
        assertThat(flat.err()).contains("[B,S] is needed");

        Path other = folder.resolve("other.safetensors");
        TensorFile.write(other, List.of(new HostTensor("x", DType.I64, Shape.of(1), ByteBuffer.allocate(8))));
        assertThat(logits(other, out).err()).contains("there is no tensor input_ids");
        assertThat(out).doesNotExist();

        CliRun half = CliRun.of(
                "logits", "--model", TinyModel.golden("raw_raw"), "--in", other, "--out", out, "--dtype", "bfloat16");
        assertThat(half.exitCode()).isEqualTo(2);
        assertThat(half.err()).contains("float32");
        CliRun noModel = CliRun.of("logits", "--model", folder.resolve("none"), "--in", other, "--out", out);
        assertThat(noModel.exitCode()).isNotZero();
    }

    private static CliRun logits(Path in, Path out) {
        return CliRun.of("logits", "--model", TinyModel.golden("raw_raw"), "--in", in, "--out", out);
    }

    private Path file(DType dtype, Shape shape, long... ids) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ids.length * dtype.bytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (long id : ids) {
            if (dtype == DType.I64) {
                bytes.putLong(id);
            } else {
                bytes.putInt((int) id);
            }
        }
        Path file = folder.resolve("in-" + ids.length + dtype + shape.rank() + ".safetensors");
        TensorFile.write(file, List.of(new HostTensor("input_ids", dtype, shape, bytes.flip())));
        return file;
    }

    private static double difference(FloatBuffer a, FloatBuffer b) {
        assertThat(a.limit()).isEqualTo(b.limit());
        double largest = 0;
        for (int i = 0; i < a.limit(); i++) {
            double difference = Math.abs((double) a.get(i) - b.get(i));
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }

    private static List<String> names(Path file) throws IOException {
        try (SafetensorsReader reader = open(file)) {
            List<String> names = new ArrayList<>();
            reader.header().entries().forEach(entry -> names.add(entry.name()));
            return names;
        }
    }

    private static FloatBuffer floats(Path file, String name) throws IOException {
        try (SafetensorsReader reader = open(file)) {
            var entry = reader.header().find(name);
            ByteBuffer bytes = ByteBuffer.allocate((int) entry.bytes()).order(java.nio.ByteOrder.LITTLE_ENDIAN);
            reader.read(entry, 0, bytes);
            return bytes.flip().asFloatBuffer();
        }
    }

    private static SafetensorsReader open(Path file) throws IOException {
        return SafetensorsReader.open(
                new DirectoryStore(file.toAbsolutePath().getParent()),
                file.getFileName().toString());
    }
}
