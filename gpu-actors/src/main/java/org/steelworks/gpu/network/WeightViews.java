package org.steelworks.gpu.network;

import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.model.VectorKind;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.FlatVectors;
import org.steelworks.gpu.tensor.TensorScope;

/**
 * A model's flat vectors as tensors over the same memory: what is written into the vectors is seen here. Owned by
 * whoever opened it.
 */
public final class WeightViews implements AutoCloseable {
    private final TensorScope scope = new TensorScope();
    private final DeviceTensor[] vectors;
    private final ParameterTable table;

    WeightViews(KernelLibrary library, FlatVectors flat) {
        this.table = flat.table();
        this.vectors = new DeviceTensor[table.vectors().size()];
        for (FlatVector vector : table.vectors()) {
            vectors[vector.ordinal()] = scope.own(
                    library.view(flat.bytes(vector.ordinal()), flat.dtype(vector.ordinal()), vector.length()));
        }
    }

    DeviceTensor matmul(int section) {
        return vectors[table.vector(section, VectorKind.MATMUL).ordinal()];
    }

    DeviceTensor fp32(int section) {
        return vectors[table.vector(section, VectorKind.FP32).ordinal()];
    }

    DeviceTensor embedding() {
        return fp32(0);
    }

    /** The head's matrix: its own, or the embedding's where tied. */
    DeviceTensor vocabulary() {
        return table.spec().tied() ? embedding() : matmul(table.sections() - 1);
    }

    DeviceTensor finalGain() {
        return fp32(table.sections() - 1);
    }

    @Override
    public void close() {
        scope.close();
    }
}
