package org.steelworks.checkpoint.huggingface;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.checkpoint.format.ElementType;
import org.steelworks.checkpoint.format.SafetensorsHeader;
import org.steelworks.core.tensor.Shape;

class ShardPlanTest {
    private static SafetensorsHeader.Declared tensor(String name, long elements) {
        return new SafetensorsHeader.Declared(name, ElementType.BF16, Shape.of(elements));
    }

    @Test
    void shouldFillShardsInNameOrderUpToTheLimit() {
        ShardPlan plan = ShardPlan.of(List.of(tensor("c", 1), tensor("a", 4), tensor("b", 1), tensor("d", 9)), 10);

        assertThat(plan.shards().stream().map(shard -> shard.stream()
                        .map(SafetensorsHeader.Declared::name)
                        .toList()))
                .containsExactly(List.of("a", "b"), List.of("c"), List.of("d"));
        assertThat(plan.fileName(1)).isEqualTo("model-00002-of-00003.safetensors");
        assertThat(plan.totalBytes()).isEqualTo(30);
    }

    /** 1,122,922,770 parameters in bfloat16 are more than 2 GiB. */
    @Test
    void shouldSplitTheReleasedModelAtTheDefaultLimit() {
        ShardPlan plan = ShardPlan.of(
                List.of(tensor("a", 272_269_312), tensor("b", 272_269_312), tensor("c", 578_384_146)),
                ModelExport.DEFAULT_SHARD_BYTES);

        assertThat(plan.shards()).hasSize(2);
        assertThat(plan.totalBytes()).isEqualTo(2_245_845_540L);
    }
}
