package org.steelworks.core.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class RecipeSchemaTest {
    @Test
    void shouldDescribeKeysWithTypeRangeAndDefault() throws Exception {
        JsonNode schema = new ObjectMapper().readTree(RecipeSchema.json());

        JsonNode train = schema.at("/properties/train");
        assertThat(train.get("additionalProperties").booleanValue()).isFalse();
        assertThat(train.at("/properties/steps/type").textValue()).isEqualTo("integer");
        assertThat(train.at("/properties/steps/minimum").intValue()).isEqualTo(1);
        assertThat(train.at("/properties/optimizer/properties/lr/default").doubleValue())
                .isEqualTo(3.0e-4);
        assertThat(train.at("/properties/precision/enum")).hasToString("[\"fp32\",\"bf16-mixed\"]");
        assertThat(schema.at("/properties/cluster/properties/replicas/default").textValue())
                .isEqualTo("all");
        assertThat(schema.at("/properties/data/properties/train/items/required/0")
                        .textValue())
                .isEqualTo("path");
    }
}
