package org.steelworks.gpu.kernel;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.kernel.source.KernelArchive;
import org.steelworks.gpu.kernel.source.KernelSource;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceMissingException;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.Placement;

/** All kernels, loaded on the device thread; owns the device's memory. */
public final class KernelLibrary implements AutoCloseable {
    /** Files of the resource folder {@code kernels}. */
    static final List<String> FILES =
            List.of("adamw.ts", "arithmetic.ts", "embedding.ts", "feed_forward.ts", "head.ts", "layer.ts", "memory.ts");

    private final DeviceMemory memory;
    private final PtSymbolBlock module;
    private final String digest;
    private final Map<String, Kernel> kernels = new HashMap<>();
    private final DeviceTensor overwrite;
    private final DeviceTensor add;
    /** An element on the device: what is made like it is made there. */
    private final DeviceTensor anchor;

    private KernelLibrary(DeviceMemory memory, PtSymbolBlock module, String digest) {
        this.memory = memory;
        this.module = module;
        this.digest = digest;
        this.overwrite = memory.integers(0);
        this.add = memory.integers(1);
        this.anchor = memory.zeros(1);
    }

    /** Kernels of the processor, on the memory of Java's buffers; see {@link #open(Placement)}. */
    public static KernelLibrary open() {
        return open(Placement.HOST);
    }

    /**
     * Packs the kernel resources and loads them. Call on the device thread, which alone may use the library.
     *
     * @throws DeviceMissingException when there is no such device
     * @throws IllegalStateException when libtorch does not accept the kernels
     */
    public static KernelLibrary open(Placement placement) {
        KernelSource source = source();
        DeviceMemory memory = DeviceMemory.of(placement);
        try {
            PtSymbolBlock module = JniUtils.loadModule(
                    memory.manager(), new ByteArrayInputStream(KernelArchive.bytes(source)), true, false);
            return new KernelLibrary(memory, module, source.digest());
        } catch (IOException | RuntimeException e) {
            memory.close();
            throw new IllegalStateException("libtorch does not accept the kernels " + FILES + ": " + e.getMessage(), e);
        }
    }

    /** The kernel resources. */
    public static KernelSource source() {
        Map<String, String> files = new HashMap<>();
        for (String file : FILES) {
            files.put(file, read(file));
        }
        return KernelSource.of(files);
    }

    private static String read(String file) {
        try (InputStream in = KernelLibrary.class.getResourceAsStream("/kernels/" + file)) {
            if (in == null) {
                throw new IllegalStateException("resource kernels/" + file + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource kernels/" + file + " cannot be read", e);
        }
    }

    /** The kernel of that name; a wrong name fails at its first call. */
    public Kernel kernel(String name) {
        return kernels.computeIfAbsent(name, n -> new Kernel(n, memory, module));
    }

    /** The buffer's own memory as a tensor of the host; the buffer must outlive it. */
    public DeviceTensor view(ByteBuffer buffer, DType dtype, long... shape) {
        if (dtype != DType.BF16) {
            return memory.view(buffer, dtype, shape);
        }
        try (DeviceTensor words = memory.words(buffer, shape)) {
            return kernel("words_as_bf16").call(words);
        }
    }

    /** The buffer's elements on the device: a view where it shares the host's memory, else a copy. */
    public DeviceTensor input(ByteBuffer buffer, DType dtype, long... shape) {
        DeviceTensor view = view(buffer, dtype, shape);
        if (memory.placement().shared()) {
            return view;
        }
        try (view) {
            return kernel("copy_like").call(view, anchor);
        }
    }

    public DeviceMemory memory() {
        return memory;
    }

    /** Threads of one operator. Device thread only. */
    public int threads() {
        return JniUtils.getNumThreads();
    }

    /** SHA-256 of the kernel sources. */
    public String digest() {
        return digest;
    }

    /** The mode argument of kernels that write a gradient: true adds to what is there, false overwrites it. */
    public DeviceTensor mode(boolean adding) {
        return adding ? add : overwrite;
    }

    @Override
    public void close() {
        module.close();
        memory.close();
    }
}
