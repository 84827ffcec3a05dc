package org.steelworks.gpu.tensor;

import java.util.ArrayList;
import java.util.List;

/** Owner of the tensors of one block of code: closes them, newest first, when the block ends, however it ends. */
public final class TensorScope implements AutoCloseable {
    private final List<DeviceTensor> tensors = new ArrayList<>();

    /** The scope owns {@code tensor} from here on; it may still be closed earlier. */
    public DeviceTensor own(DeviceTensor tensor) {
        tensors.add(tensor);
        return tensor;
    }

    /** The caller owns {@code tensor} from here on. */
    public DeviceTensor release(DeviceTensor tensor) {
        tensors.remove(tensor);
        return tensor;
    }

    @Override
    public void close() {
        for (int i = tensors.size() - 1; i >= 0; i--) {
            tensors.get(i).close();
        }
        tensors.clear();
    }
}
