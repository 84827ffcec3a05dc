package org.steelworks.checkpoint.huggingface;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;

/** Weights that are in memory already: one fp32 tensor per parameter name. */
public final class TensorWeights implements WeightSource {
    private final Map<String, HostTensor> byName = new HashMap<>();

    /** Weights of the given tensors; their bytes are not copied. */
    public TensorWeights(List<HostTensor> tensors) {
        for (HostTensor tensor : tensors) {
            if (tensor.dtype() != DType.F32) {
                throw new IllegalArgumentException(
                        "tensor " + tensor.name() + " is " + tensor.dtype() + ", fp32 is needed");
            }
            if (byName.put(tensor.name(), tensor) != null) {
                throw new IllegalArgumentException("tensor " + tensor.name() + " is given twice");
            }
        }
    }

    @Override
    public void read(Parameter parameter, long first, ByteBuffer out) {
        HostTensor tensor = byName.get(parameter.name());
        if (tensor == null || !tensor.shape().equals(parameter.shape())) {
            throw new FormatException("parameter " + parameter.name() + " of shape " + parameter.shape()
                    + (tensor == null ? " is not among the tensors" : " is given with shape " + tensor.shape()));
        }
        int from = Math.toIntExact(first * Float.BYTES);
        out.put(tensor.bytes().slice(from, out.remaining()));
    }
}
