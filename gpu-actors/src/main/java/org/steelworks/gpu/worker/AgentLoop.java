package org.steelworks.gpu.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * The thread on which the data plane and the step machine live. Others hand it tasks; between tasks it polls, and idles
 * when there is nothing to do.
 */
final class AgentLoop implements AutoCloseable {
    /** What the loop drives. */
    interface Duty {
        /** Does what there is to do now; returns 0 for nothing. */
        int doWork(long nowNs);

        /** The last call, on the loop's thread, whatever ended the loop; tasks that still wait do not run any more. */
        void close();
    }

    private static final int TASKS = 1 << 14;
    /** Longer than a snapshot thread is waited for. */
    private static final long CLOSE_SECONDS = 15;

    private final ManyToOneConcurrentArrayQueue<Runnable> tasks = new ManyToOneConcurrentArrayQueue<>(TASKS);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final IdleStrategy idle;
    private final Consumer<Throwable> fatal;
    private volatile boolean running = true;

    AgentLoop(IdleStrategy idle, Consumer<Throwable> fatal) {
        this.idle = idle;
        this.fatal = fatal;
    }

    void start(Duty duty) {
        Thread thread = new Thread(() -> run(duty), "steel-agent");
        thread.setDaemon(true);
        thread.start();
    }

    /** Runs a task on the loop's thread. A full queue means the thread is stuck, which ends the process. */
    void execute(Runnable task) {
        if (running && !tasks.offer(task)) {
            fatal.accept(new IllegalStateException("the agent thread has " + TASKS + " tasks waiting: it is stuck"));
        }
    }

    private void run(Duty duty) {
        try {
            while (running) {
                int done = tasks.drain(Runnable::run);
                done += duty.doWork(System.nanoTime());
                idle.idle(done);
            }
        } catch (Throwable e) {
            fatal.accept(e);
        } finally {
            try {
                duty.close();
            } finally {
                ended.countDown();
            }
        }
    }

    /** Ends the loop and waits for its thread. */
    @Override
    public void close() {
        running = false;
        try {
            if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                fatal.accept(new IllegalStateException("the agent thread did not end in " + CLOSE_SECONDS + " s"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
