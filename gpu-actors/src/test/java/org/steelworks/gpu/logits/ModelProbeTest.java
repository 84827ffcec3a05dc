package org.steelworks.gpu.logits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;

class ModelProbeTest {
    private final Map<String, HostTensor> io = GoldenFiles.tensors("raw_raw/io.safetensors");
    private final Map<String, HostTensor> model = GoldenFiles.tensors("raw_raw/model.safetensors");
    private final JsonNode manifest = GoldenFiles.json("raw_raw/manifest.json");

    @Test
    void namedTensorsInAndOut() {
        int ignored = manifest.get("ignore_index").asInt();
        OnDevice.run(library -> {
            try (ModelProbe probe = new ModelProbe(library, GoldenFiles.spec("raw_raw"), model)) {
                HostTensor logits = probe.logits(io.get("input_ids"), () -> false);
                assertThat(logits.shape()).isEqualTo(io.get("logits").shape());
                float[] expected = GoldenFiles.floats(io.get("logits"));
                float[] actual = GoldenFiles.floats(logits);
                double bound =
                        manifest.get("tolerances").get("logits").get("atol").asDouble();
                for (int i = 0; i < expected.length; i++) {
                    assertThat((double) actual[i]).isCloseTo(expected[i], within(bound));
                }
                ModelProbe.Gradients result =
                        probe.gradients(io.get("input_ids"), io.get("targets"), ignored, () -> false);
                double lossBound =
                        manifest.get("tolerances").get("loss").get("atol").asDouble();
                assertThat(result.loss()).isCloseTo(manifest.get("loss").asDouble(), within(lossBound));
                assertThat(probe.loss(io.get("input_ids"), io.get("targets"), ignored, () -> false))
                        .isEqualTo(result.loss());
                assertThat(result.gradients().keySet()).isEqualTo(model.keySet());
                result.gradients().forEach((name, gradient) -> assertThat(gradient.shape())
                        .as(name)
                        .isEqualTo(model.get(name).shape()));
            }
        });
    }

    @Test
    void aMissingOrMisshapenTensorIsNamed() {
        Map<String, HostTensor> broken = new HashMap<>(model);
        broken.remove("model.layers.2.mlp.up_proj.weight");
        OnDevice.run(library -> {
            assertThatThrownBy(() -> new ModelProbe(library, GoldenFiles.spec("raw_raw"), broken))
                    .hasMessage("the weights lack tensor model.layers.2.mlp.up_proj.weight");
            broken.put("model.layers.2.mlp.up_proj.weight", model.get("model.layers.2.mlp.down_proj.weight"));
            assertThatThrownBy(() -> new ModelProbe(library, GoldenFiles.spec("raw_raw"), broken))
                    .hasMessage(
                            "tensor model.layers.2.mlp.up_proj.weight is F32 [64, 18], the model needs F32 [18, 64]");
        });
    }

    @Test
    void targetsMustMatchTheIds() {
        OnDevice.run(library -> {
            try (ModelProbe probe = new ModelProbe(library, GoldenFiles.spec("raw_raw"), model)) {
                assertThatThrownBy(() -> probe.loss(io.get("input_ids"), io.get("loss"), 0, () -> false))
                        .hasMessageContaining("input_ids [2, 48] and targets [1]");
            }
        });
    }
}
