package org.steelworks.gpu.network;

import org.steelworks.core.spec.ModelSpec;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.TensorScope;

/** Memory for the keys and values of all layers, [batch, kv heads, capacity, head size] each. Device thread only. */
public final class AttentionCache implements AutoCloseable {
    private final DeviceMemory memory;
    private final TensorScope scope = new TensorScope();
    private final DeviceTensor[] keys;
    private final DeviceTensor[] values;
    private final int batch;
    private final int capacity;

    AttentionCache(DeviceMemory memory, ModelSpec spec, int batch, int capacity) {
        this.memory = memory;
        this.batch = batch;
        this.capacity = capacity;
        this.keys = new DeviceTensor[spec.layers()];
        this.values = new DeviceTensor[spec.layers()];
        for (int layer = 0; layer < spec.layers(); layer++) {
            keys[layer] = scope.own(memory.zeros(batch, spec.kvHeads(), capacity, spec.headSize()));
            values[layer] = scope.own(memory.zeros(batch, spec.kvHeads(), capacity, spec.headSize()));
        }
    }

    /** Sequences side by side. */
    public int batch() {
        return batch;
    }

    /** Positions of each sequence. */
    public int capacity() {
        return capacity;
    }

    DeviceTensor keys(int layer) {
        return keys[layer];
    }

    DeviceTensor values(int layer) {
        return values[layer];
    }

    DeviceTensor position(int past) {
        return memory.integers(past);
    }

    @Override
    public void close() {
        scope.close();
    }
}
