package org.steelworks.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.Shape;

class ParameterTableTest {
    private static ModelSpec steel(FeedForwardKind feedForward, MlpKind mlp, boolean tied) {
        int experts = feedForward == FeedForwardKind.RAW ? 1 : 6;
        return new ModelSpec(
                151_936,
                1792,
                1792,
                4,
                18,
                32,
                32,
                32_768,
                0.02,
                1e-6,
                1e6,
                tied,
                feedForward,
                mlp,
                experts,
                1,
                -1,
                -1);
    }

    /** Counts of the original's modules at the published size. */
    @ParameterizedTest
    @CsvSource({
        "RAW, RAW, 819264768",
        "RAW, SENET, 833715456",
        "SOFTMOE_V1, RAW, 1036218732",
        "SOFTMOE_V1, SENET, 1122922860",
        "SOFTMOE_V2, RAW, 1036218624",
        "SOFTMOE_V2, SENET, 1122922752",
        "SOFTMOE_V3, RAW, 1036218642",
        "SOFTMOE_V3, SENET, 1122922770"
    })
    void shouldCountTheOriginalsParameters(FeedForwardKind feedForward, MlpKind mlp, long parameters) {
        assertThat(ParameterTable.of(steel(feedForward, mlp, false)).elements()).isEqualTo(parameters);
    }

    @Test
    void shouldCountATiedHeadOnce() {
        assertThat(ParameterTable.of(steel(FeedForwardKind.SOFTMOE_V3, MlpKind.SENET, true))
                        .elements())
                .isEqualTo(850_653_458L);
    }

    @Test
    void shouldKeepPhiAndScaleBesideTheGainsAndScoreAmongTheProducts() {
        ParameterTable cosine = ParameterTable.of(steel(FeedForwardKind.SOFTMOE_V3, MlpKind.RAW, false));
        ParameterTable scored = ParameterTable.of(steel(FeedForwardKind.SOFTMOE_V2, MlpKind.RAW, false));

        assertThat(cosine.find("model.layers.0.mlp.phi").shape()).isEqualTo(Shape.of(1792, 6, 1));
        assertThat(cosine.find("model.layers.0.mlp.phi").vector())
                .isEqualTo(cosine.find("model.layers.0.input_layernorm.weight").vector());
        assertThat(scored.find("model.layers.0.mlp.score").vector())
                .isEqualTo(scored.find("model.layers.0.mlp.experts.5.down_proj.weight")
                        .vector());
    }
}
