package org.steelworks.gpu.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * Against the original model under PyTorch. Bounds are the goldens' own: ten times the largest difference that PyTorch
 * shows against itself (threads, attention kernel, fp64 products).
 */
class SteelDecoderGoldenTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "raw_raw",
                "raw_raw_gqa2",
                "raw_senet",
                "softmoe_v1_raw",
                "softmoe_v2_raw_slots2",
                "softmoe_v3_senet"
            })
    void logitsLossAndGradientsOfTheOriginal(String variant) {
        OnDevice.run(library -> {
            JsonNode manifest = GoldenFiles.json(variant + "/manifest.json");
            JsonNode tolerances = manifest.get("tolerances");
            Map<String, HostTensor> io = GoldenFiles.tensors(variant + "/io.safetensors");
            ParameterTable table = ParameterTable.of(GoldenFiles.spec(variant));
            FlatVectors weights = FlatVectors.of(table, GoldenFiles.tensors(variant + "/model.safetensors"));
            HostTensor ids = io.get("input_ids");
            MicroBatch batch = MicroBatch.of(GoldenFiles.longs(ids), GoldenFiles.longs(io.get("targets")), (int)
                    ids.shape().extent(0));
            try (SteelDecoder decoder = new SteelDecoder(library, table, TrainSpec.Precision.FP32)) {
                checkLogits(decoder, weights, batch, io.get("logits"), tolerances);

                FlatVectors gradient = FlatVectors.zeros(table);
                CausalLmLoss loss =
                        CausalLmLoss.plain(manifest.get("ignore_index").asInt());
                MicroBatchLoss result =
                        decoder.forwardBackward(batch, weights, loss, gradient, 0, SectionListener.NONE, () -> false);

                double lossBound = tolerances.get("loss").get("atol").asDouble();
                double expected = GoldenFiles.floats(io.get("loss"))[0];
                assertThat(Math.abs(result.value() - expected)).isLessThanOrEqualTo(lossBound);
                assertThat(result.targets())
                        .isEqualTo(manifest.get("n_valid_targets").asLong());
                checkGradients(gradient, GoldenFiles.tensors(variant + "/grads.safetensors"), tolerances);
            }
        });
    }

    /** All that the reference folder has, whatever their sizes. */
    @Tag("goldens")
    @ParameterizedTest
    @MethodSource("referenceVariants")
    void logitsLossAndGradientsOfEveryReferenceVariant(String folder) {
        logitsLossAndGradientsOfTheOriginal(folder);
    }

    static Stream<String> referenceVariants() throws IOException {
        Path variants = Path.of(System.getProperty("steel.goldens", "")).resolve("model/variants");
        try (Stream<Path> folders = Files.list(variants)) {
            return folders
                    .filter(Files::isDirectory)
                    .sorted()
                    .map(folder -> folder.toAbsolutePath().toString())
                    .toList()
                    .stream();
        }
    }

    private static void checkLogits(
            SteelDecoder decoder, FlatVectors weights, MicroBatch batch, HostTensor expected, JsonNode tolerances) {
        ByteBuffer out = AlignedBuffers.allocate(DType.F32, expected.shape().elements());
        try (DeviceVectors views = decoder.bind(weights)) {
            decoder.logits(batch, views, out, () -> false);
        }
        float[] golden = GoldenFiles.floats(expected);
        float[] ours = new float[golden.length];
        out.asFloatBuffer().get(ours);
        assertThat(largestDifference(ours, golden))
                .isLessThanOrEqualTo(tolerances.get("logits").get("atol").asDouble());
    }

    private static void checkGradients(FlatVectors gradient, Map<String, HostTensor> golden, JsonNode tolerances) {
        double bound = tolerances
                .get("grads")
                .get("per_tensor_max_abs_diff_over_max_abs")
                .asDouble();
        Map<String, HostTensor> ours = gradient.tensors();
        assertThat(ours.keySet()).isEqualTo(golden.keySet());
        for (String name : golden.keySet()) {
            float[] expected = GoldenFiles.floats(golden.get(name));
            double largest = 0;
            for (float value : expected) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(largestDifference(GoldenFiles.floats(ours.get(name)), expected) / largest)
                    .as(name)
                    .isLessThanOrEqualTo(bound);
        }
    }

    private static double largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            double difference = Math.abs((double) a[i] - b[i]);
            largest = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(largest, difference);
        }
        return largest;
    }
}
