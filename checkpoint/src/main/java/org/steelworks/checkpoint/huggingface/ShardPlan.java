package org.steelworks.checkpoint.huggingface;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.steelworks.checkpoint.format.SafetensorsHeader;

/**
 * Which tensors go into which weight file: in name order, a file is closed before it would exceed the limit. One tensor
 * larger than the limit has a file of its own.
 *
 * @param shards tensors per file, in order
 */
record ShardPlan(List<List<SafetensorsHeader.Declared>> shards) {
    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    ShardPlan {
        shards = shards.stream().map(List::copyOf).toList();
    }

    static ShardPlan of(List<SafetensorsHeader.Declared> tensors, long limitBytes) {
        List<SafetensorsHeader.Declared> sorted = new ArrayList<>(tensors);
        sorted.sort((a, b) -> SafetensorsHeader.byCodePoint(a.name(), b.name()));
        List<List<SafetensorsHeader.Declared>> shards = new ArrayList<>();
        List<SafetensorsHeader.Declared> current = new ArrayList<>();
        long bytes = 0;
        for (SafetensorsHeader.Declared tensor : sorted) {
            if (!current.isEmpty() && bytes + tensor.bytes() > limitBytes) {
                shards.add(current);
                current = new ArrayList<>();
                bytes = 0;
            }
            current.add(tensor);
            bytes += tensor.bytes();
        }
        shards.add(current);
        return new ShardPlan(shards);
    }

    /** File name of a shard, as transformers expects it. */
    String fileName(int shard) {
        return shards.size() == 1
                ? SINGLE
                : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", shard + 1, shards.size());
    }

    /** Bytes of all tensors. */
    long totalBytes() {
        return shards.stream()
                .flatMap(List::stream)
                .mapToLong(SafetensorsHeader.Declared::bytes)
                .sum();
    }
}
