package org.steelworks.gpu.tensor;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.tensor.BufferSource;

/**
 * Locks the pages of host memory that a CUDA device copies from and to, so that it copies at the speed of its bus and straight
 * from the memory that is exchanged, without a staging buffer. For other devices it does nothing. What cannot be locked is
 * still copied, several times slower. Locked memory stays reachable until {@link #close}. Device thread only.
 */
public final class HostPages implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostPages.class);
    private static final String DRIVER = "libcuda.so.1";
    private static final int SUCCESS = 0;
    /** CU_MEMHOSTREGISTER_PORTABLE: locked for whatever context uses it. */
    private static final int PORTABLE = 1;

    private final boolean cuda;
    private final List<ByteBuffer> locked = new ArrayList<>();
    private boolean warned;

    private HostPages(boolean cuda) {
        this.cuda = cuda;
    }

    /** Locks nothing yet. */
    public static HostPages of(Placement placement) {
        return new HostPages(placement == Placement.CUDA);
    }

    /** Locks a direct buffer's memory, where there is a device that gains by it. */
    public void lock(ByteBuffer buffer) {
        if (!cuda || buffer.remaining() == 0) {
            return;
        }
        try {
            int result = driver("cuMemHostRegister_v2")
                    .invokeInt(new Object[] {address(buffer), (long) buffer.remaining(), PORTABLE});
            if (result == SUCCESS) {
                locked.add(buffer);
            } else {
                warn("CUDA's driver refuses with error " + result);
            }
        } catch (UnsatisfiedLinkError e) {
            // its other lines list the class path
            warn(e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** A source whose buffers are locked. */
    public BufferSource locking(BufferSource source) {
        if (!cuda) {
            return source;
        }
        return new BufferSource() {
            @Override
            public ByteBuffer allocate(long bytes) {
                ByteBuffer buffer = source.allocate(bytes);
                lock(buffer);
                return buffer;
            }

            @Override
            public boolean shares(ByteBuffer buffer) {
                return source.shares(buffer);
            }

            @Override
            public boolean hasRoom(long bytes) {
                return source.hasRoom(bytes);
            }

            @Override
            public void renew(ByteBuffer buffer) {
                source.renew(buffer);
            }
        };
    }

    private void warn(String why) {
        if (!warned) {
            LOG.warn("memory cannot be locked for the device, copies will be slow: {}; see ulimit -l", why);
            warned = true;
        }
    }

    private static Function driver(String name) {
        return NativeLibrary.getInstance(DRIVER).getFunction(name);
    }

    private static Pointer address(ByteBuffer buffer) {
        return Native.getDirectBufferPointer(buffer.slice());
    }

    @Override
    public void close() {
        for (ByteBuffer buffer : locked) {
            int result = driver("cuMemHostUnregister").invokeInt(new Object[] {address(buffer)});
            if (result != SUCCESS) {
                LOG.warn("CUDA's driver does not unlock memory: error {}", result);
            }
        }
        locked.clear();
    }
}
