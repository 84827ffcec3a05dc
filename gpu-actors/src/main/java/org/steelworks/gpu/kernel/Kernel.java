package org.steelworks.gpu.kernel;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.steelworks.gpu.tensor.DeviceMemory;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.TensorScope;

/** One method of the kernel module. Device thread only. */
public final class Kernel {
    private final String name;
    private final Thread owner;
    private final DeviceMemory memory;
    private final PtSymbolBlock module;
    private final PtNDArray methodMarker;

    Kernel(String name, DeviceMemory memory, PtSymbolBlock module) {
        this.name = name;
        this.owner = Thread.currentThread();
        this.memory = memory;
        this.module = module;
        // DJL reads the method's name from an extra argument; results belong to the manager of the first argument.
        this.methodMarker = (PtNDArray) memory.manager().create(0);
        this.methodMarker.setName("module_method:" + name);
    }

    public String name() {
        return name;
    }

    /** Calls the kernel; the caller owns the one tensor it returns. */
    public DeviceTensor call(DeviceTensor... arguments) {
        NDList results = invoke(arguments);
        if (results.size() != 1) {
            results.close();
            throw new IllegalStateException("kernel " + name + " returned " + results.size() + " tensors, not one");
        }
        return memory.adopt((PtNDArray) results.get(0));
    }

    /** Calls a kernel that returns several tensors; all are owned by {@code scope}. */
    public List<DeviceTensor> callAll(TensorScope scope, DeviceTensor... arguments) {
        List<DeviceTensor> tensors = new ArrayList<>();
        for (NDArray result : invoke(arguments)) {
            tensors.add(scope.own(memory.adopt((PtNDArray) result)));
        }
        return tensors;
    }

    /** Calls the kernel for its effect on its arguments. */
    public void run(DeviceTensor... arguments) {
        invoke(arguments).close();
    }

    private NDList invoke(DeviceTensor... arguments) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("kernel " + name + " was called on thread "
                    + Thread.currentThread().getName() + ", only " + owner.getName() + " may call libtorch");
        }
        NDList list = new NDList(arguments.length + 1);
        list.add(methodMarker);
        for (DeviceTensor argument : arguments) {
            list.add((NDArray) argument.array());
        }
        try {
            return IValueUtils.forward(module, list, true);
        } catch (EngineException | IllegalStateException | UnsupportedOperationException e) {
            throw new KernelException(name, describe(arguments), e);
        }
    }

    private static String describe(DeviceTensor... arguments) {
        return Arrays.stream(arguments)
                .map(tensor -> Arrays.toString(tensor.shape()))
                .collect(Collectors.joining(", "));
    }
}
