package org.steelworks.gpu.kernel;

import java.io.Serial;

/** A kernel call failed in libtorch. What it wrote to is undefined; the process can go on with other calls. */
public final class KernelException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String kernel;

    KernelException(String kernel, String arguments, Throwable cause) {
        super("kernel " + kernel + " failed with arguments " + arguments + ": " + cause.getMessage(), cause);
        this.kernel = kernel;
    }

    /** Name of the kernel. */
    public String kernel() {
        return kernel;
    }
}
