package org.steelworks.gpu.kernel;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one thread that calls libtorch. Tasks run in the order of submission; whatever a task throws reaches its
 * submitter through the future, and the thread goes on. {@link #close()} runs the tasks that wait, then ends.
 *
 * <p>libtorch keeps gradient mode, the graph executor's optimisation and the thread count per thread, so they are set
 * here, once. Optimisation is off: it would change kernels between the first calls and later ones, and so their bits.
 */
public final class DeviceThread implements AutoCloseable {
    private record Task(String what, Runnable body, CompletableFuture<?> future) {}

    private static final Task END = new Task("end", () -> {}, new CompletableFuture<Void>());

    private final BlockingQueue<Task> queue;
    private final Thread thread;
    private boolean closed;

    private DeviceThread(DeviceSettings settings) {
        this.queue = new ArrayBlockingQueue<>(settings.queueCapacity());
        this.thread = new Thread(this::loop, "steel-device");
        this.thread.setDaemon(true);
    }

    /** Starts the thread, loads libtorch on it and waits for that; fails where libtorch cannot be loaded. */
    public static DeviceThread start(DeviceSettings settings) {
        DeviceThread device = new DeviceThread(settings);
        device.thread.start();
        try {
            device.call("load libtorch", () -> configure(settings));
        } catch (RuntimeException | Error e) {
            device.close();
            throw e;
        }
        return device;
    }

    private static Void configure(DeviceSettings settings) {
        Engine.getEngine("PyTorch");
        JniUtils.setGraphExecutorOptimize(false);
        JniUtils.setGradMode(true);
        JniUtils.setNumThreads(settings.threads());
        if (JniUtils.getNumThreads() != settings.threads()) {
            throw new IllegalStateException("libtorch uses " + JniUtils.getNumThreads() + " threads, "
                    + settings.threads() + " were asked for");
        }
        return null;
    }

    /**
     * Queues a task.
     *
     * @param what the task's name, for errors
     * @throws RejectedExecutionException when the queue is full or the thread is closed: the task will not run
     */
    public <T> CompletableFuture<T> submit(String what, Callable<T> body) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Task task = new Task(what, () -> complete(future, body), future);
        synchronized (this) {
            if (closed) {
                throw new RejectedExecutionException("the device thread is closed, " + what + " does not run");
            }
            if (!queue.offer(task)) {
                throw new RejectedExecutionException("the device thread's queue of " + queue.size() + " tasks is full, "
                        + what + " does not run: wait for an earlier task first");
            }
        }
        return future;
    }

    /** Runs a task and waits for it; what it throws is thrown here. Not for the device thread itself. */
    public <T> T call(String what, Callable<T> body) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("the device thread cannot wait for itself in " + what);
        }
        try {
            return submit(what, body).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(what + " failed on the device thread: " + e.getCause(), e.getCause());
        }
    }

    private static <T> void complete(CompletableFuture<T> future, Callable<T> body) {
        try {
            future.complete(body.call());
        } catch (Throwable e) {
            future.completeExceptionally(e);
        }
    }

    private void loop() {
        boolean running = true;
        while (running) {
            try {
                Task task = queue.take();
                task.body.run();
                running = task != END;
            } catch (InterruptedException e) {
                running = false;
            }
        }
        for (Task left = queue.poll(); left != null; left = queue.poll()) {
            left.future.completeExceptionally(
                    new RejectedExecutionException("the device thread was interrupted before " + left.what));
        }
    }

    /** Tasks that wait. */
    public int waiting() {
        return queue.size();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            queue.put(END);
            thread.join();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
