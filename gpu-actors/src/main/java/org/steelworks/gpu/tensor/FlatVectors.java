package org.steelworks.gpu.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.model.ParameterInit;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.model.VectorKind;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;

/**
 * One buffer per flat vector of a model, in order of the vectors: weights, a gradient or a moment. All are fp32, but the
 * matrices that bf16-mixed computes with may be bf16. Buffers are aligned and direct, so kernels, the network and files
 * work on the same memory. Not thread-safe: the caller says who writes when.
 */
public final class FlatVectors {
    private final ParameterTable table;
    private final List<ByteBuffer> buffers;
    private final DType matrices;

    private FlatVectors(ParameterTable table, List<ByteBuffer> buffers, DType matrices) {
        this.table = table;
        this.buffers = buffers;
        this.matrices = matrices;
    }

    /** Zeroed fp32 buffers. */
    public static FlatVectors zeros(ParameterTable table) {
        return zeros(table, DType.F32, BufferSource.PRIVATE);
    }

    /**
     * Zeroed buffers.
     *
     * @param matrices type of the {@link VectorKind#MATMUL} vectors: F32 or BF16; the others are fp32
     */
    public static FlatVectors zeros(ParameterTable table, DType matrices) {
        return zeros(table, matrices, BufferSource.PRIVATE);
    }

    /** Zeroed buffers, each of its own from {@code source}; see {@link #zeros(ParameterTable, DType)}. */
    public static FlatVectors zeros(ParameterTable table, DType matrices, BufferSource source) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (FlatVector vector : table.vectors()) {
            buffers.add(source.allocate(Math.multiplyExact(
                    vector.length(), (long) type(vector, matrices).bytes())));
        }
        return new FlatVectors(table, buffers, matrices);
    }

    private static DType type(FlatVector vector, DType matrices) {
        return vector.kind() == VectorKind.MATMUL ? matrices : DType.F32;
    }

    /**
     * Vectors over the given memory, which is not copied.
     *
     * @param buffers one per vector, from {@link AlignedBuffers}, of its exact length
     */
    public static FlatVectors over(ParameterTable table, List<ByteBuffer> buffers) {
        List<FlatVector> vectors = table.vectors();
        if (buffers.size() != vectors.size()) {
            throw new IllegalArgumentException(
                    "the model has " + vectors.size() + " flat vectors, " + buffers.size() + " buffers were given");
        }
        List<ByteBuffer> views = new ArrayList<>();
        for (FlatVector vector : vectors) {
            ByteBuffer buffer = buffers.get(vector.ordinal());
            if (!buffer.isDirect()
                    || buffer.remaining() != vector.length() * Float.BYTES
                    || buffer.slice().alignmentOffset(0, AlignedBuffers.ALIGNMENT) != 0) {
                throw new IllegalArgumentException("flat vector " + vector.ordinal() + " needs a direct buffer of "
                        + vector.length() * Float.BYTES + " bytes at a " + AlignedBuffers.ALIGNMENT
                        + "-byte boundary, not " + buffer);
            }
            views.add(buffer.slice().order(ByteOrder.LITTLE_ENDIAN));
        }
        return new FlatVectors(table, views, DType.F32);
    }

    /** Initial weights of a recipe's seed. */
    public static FlatVectors initial(ParameterTable table, long seed) {
        FlatVectors weights = zeros(table);
        for (Parameter parameter : table.parameters()) {
            ParameterInit.fill(parameter, seed, 0, weights.bytes(parameter).asFloatBuffer());
        }
        return weights;
    }

    /** A copy of named fp32 tensors; each parameter must be there, with its shape. */
    public static FlatVectors of(ParameterTable table, Map<String, HostTensor> tensors) {
        FlatVectors vectors = zeros(table);
        for (Parameter parameter : table.parameters()) {
            HostTensor tensor = tensors.get(parameter.name());
            if (tensor == null) {
                throw new IllegalArgumentException("the weights lack tensor " + parameter.name());
            }
            if (tensor.dtype() != DType.F32 || !tensor.shape().equals(parameter.shape())) {
                throw new IllegalArgumentException("tensor " + parameter.name() + " is " + tensor.dtype() + " "
                        + tensor.shape() + ", the model needs F32 " + parameter.shape());
            }
            vectors.bytes(parameter).put(tensor.bytes());
        }
        return vectors;
    }

    public ParameterTable table() {
        return table;
    }

    /** Element type of a vector. */
    public DType dtype(int vector) {
        return type(table.vectors().get(vector), matrices);
    }

    /** The memory of all vectors, in their order; views with positions of their own. */
    public List<ByteBuffer> buffers() {
        return buffers.stream()
                .map(buffer -> buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN))
                .toList();
    }

    /** The whole vector; a view with its own position, little-endian. */
    public ByteBuffer bytes(int vector) {
        return buffers.get(vector).duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A bucket's range; a view, little-endian. */
    public ByteBuffer bytes(Bucket bucket) {
        return slice(bucket.vector(), bucket.offset(), bucket.length());
    }

    /** A parameter's range; a view, little-endian. */
    public ByteBuffer bytes(Parameter parameter) {
        return slice(parameter.vector(), parameter.offset(), parameter.length());
    }

    /** Views of all parameters by Hugging Face name, in order of the table. */
    public Map<String, HostTensor> tensors() {
        Map<String, HostTensor> tensors = new LinkedHashMap<>();
        for (Parameter parameter : table.parameters()) {
            tensors.put(
                    parameter.name(), new HostTensor(parameter.name(), DType.F32, parameter.shape(), bytes(parameter)));
        }
        return tensors;
    }

    private ByteBuffer slice(int vector, long offset, long length) {
        int size = dtype(vector).bytes();
        return buffers.get(vector)
                .slice(Math.toIntExact(offset * size), Math.toIntExact(length * size))
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
