package org.steelworks.gpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeviceThreadTest {
    @Test
    void tasksRunInOrderOnOneThread() {
        try (DeviceThread device = DeviceThread.start(DeviceSettings.DEFAULT)) {
            StringBuilder seen = new StringBuilder();
            CompletableFuture<Thread> first = device.submit("a", () -> {
                seen.append('a');
                return Thread.currentThread();
            });
            CompletableFuture<Thread> second = device.submit("b", () -> {
                seen.append('b');
                return Thread.currentThread();
            });
            assertThat(second.join()).isSameAs(first.join()).isNotSameAs(Thread.currentThread());
            assertThat(seen).hasToString("ab");
        }
    }

    @Test
    void aFailureReachesItsSubmitterAndTheNextTaskRuns() {
        try (DeviceThread device = DeviceThread.start(DeviceSettings.DEFAULT)) {
            assertThatThrownBy(() -> device.call("bad", () -> {
                        throw new IllegalArgumentException("no");
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no");
            assertThatThrownBy(() -> device.call("worse", () -> {
                        throw new StackOverflowError("deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);
            assertThat(device.call("good", () -> 7)).isEqualTo(7);
        }
    }

    @Test
    void aFullQueueRefusesAtOnce() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (DeviceThread device = DeviceThread.start(new DeviceSettings(1, 1))) {
            CompletableFuture<Boolean> running = device.submit("running", () -> {
                started.countDown();
                return release.await(30, TimeUnit.SECONDS);
            });
            assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Integer> waiting = device.submit("waiting", () -> 1);
            assertThatThrownBy(() -> device.submit("extra", () -> 2))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("queue of 1 tasks is full, extra does not run");
            release.countDown();
            assertThat(running.join()).isTrue();
            assertThat(waiting.join()).isEqualTo(1);
        }
    }

    @Test
    void closingRunsWhatWaitsAndRefusesTheRest() {
        DeviceThread device = DeviceThread.start(DeviceSettings.DEFAULT);
        CompletableFuture<Integer> waiting = device.submit("waiting", () -> 3);
        device.close();
        assertThat(waiting).isCompletedWithValue(3);
        assertThatThrownBy(() -> device.submit("late", () -> 4)).hasMessageContaining("closed, late does not run");
    }

    @Test
    void waitingForItselfIsRefused() {
        try (DeviceThread device = DeviceThread.start(DeviceSettings.DEFAULT)) {
            assertThatThrownBy(() -> device.call("outer", () -> device.call("inner", () -> 1)))
                    .hasMessageContaining("cannot wait for itself in inner");
        }
    }
}
