package org.steelworks.gpu.network;

import java.util.Arrays;
import java.util.List;
import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.model.VectorKind;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.FlatVectors;
import org.steelworks.gpu.tensor.TensorScope;

/**
 * A model's flat vectors as tensors of the device: weights, or a gradient. Where the device shares the host's memory they are
 * views, and what is written on one side is seen on the other. Else they are copies: {@link #load} brings a section to the
 * device and {@link #store} takes it back. Owned by whoever opened it. Device thread only.
 */
public final class DeviceVectors implements AutoCloseable {
    private final TensorScope scope = new TensorScope();
    private final KernelLibrary library;
    private final ParameterTable table;
    /** What is loaded and where views are stored; null for vectors that the device alone has. */
    private final FlatVectors host;

    private final boolean shared;
    private final DeviceTensor[] vectors;
    private final boolean[] loaded;

    private DeviceVectors(KernelLibrary library, ParameterTable table, FlatVectors host) {
        this.library = library;
        this.table = table;
        this.host = host;
        this.shared = library.memory().placement().shared();
        this.vectors = new DeviceTensor[table.vectors().size()];
        this.loaded = new boolean[table.sections()];
    }

    /** The tensors of host memory; where the device does not share it, their values are undefined until they are loaded. */
    static DeviceVectors of(KernelLibrary library, FlatVectors host) {
        DeviceVectors vectors = new DeviceVectors(library, host.table(), host);
        if (vectors.shared) {
            for (FlatVector vector : host.table().vectors()) {
                vectors.vectors[vector.ordinal()] = vectors.scope.own(vectors.hostView(vector, host));
            }
        }
        return vectors;
    }

    /** Zeroed fp32 vectors that the device alone has. */
    static DeviceVectors alone(KernelLibrary library, ParameterTable table) {
        DeviceVectors vectors = new DeviceVectors(library, table, null);
        for (FlatVector vector : table.vectors()) {
            vectors.vectors[vector.ordinal()] =
                    vectors.scope.own(library.memory().zeros(vector.length()));
        }
        return vectors;
    }

    /** The host's memory that these tensors are of; null if the device alone has them. */
    public FlatVectors host() {
        return host;
    }

    /** Bytes of the tensors. */
    public long bytes() {
        return table.vectors().stream()
                .mapToLong(
                        vector -> vector.length() * (host == null ? DType.F32 : host.dtype(vector.ordinal())).bytes())
                .sum();
    }

    /** The host's memory has changed, or will: each section is to be loaded again. */
    public void stale() {
        Arrays.fill(loaded, false);
    }

    /** Brings a section that is not on the device as it is in the host's memory. */
    public void load(int section) {
        if (shared || loaded[section]) {
            return;
        }
        for (FlatVector vector : vectors(section)) {
            int v = vector.ordinal();
            if (vectors[v] == null) {
                vectors[v] = scope.own(library.input(host.bytes(v), host.dtype(v), vector.length()));
                continue;
            }
            try (DeviceTensor view = hostView(vector, host)) {
                library.kernel("copy_into").run(vectors[v], view);
            }
        }
        loaded[section] = true;
    }

    /** Brings all sections. */
    public void load() {
        for (int section = 0; section < table.sections(); section++) {
            load(section);
        }
    }

    /** Copies a section into {@code to}, unless that is the memory it is in. */
    public void store(int section, FlatVectors to) {
        if (shared && to == host) {
            return;
        }
        for (FlatVector vector : vectors(section)) {
            try (DeviceTensor view = hostView(vector, to)) {
                library.kernel("copy_into").run(view, vectors[vector.ordinal()]);
            }
        }
    }

    /** Adds a section of {@code other}, element by element in fp32. */
    public void add(DeviceVectors other, int section) {
        for (FlatVector vector : vectors(section)) {
            library.kernel("add_into").run(vectors[vector.ordinal()], other.vectors[vector.ordinal()]);
        }
    }

    private List<FlatVector> vectors(int section) {
        return table.vectors().stream()
                .filter(vector -> vector.section() == section)
                .toList();
    }

    private DeviceTensor hostView(FlatVector vector, FlatVectors of) {
        return library.view(of.bytes(vector.ordinal()), of.dtype(vector.ordinal()), vector.length());
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
