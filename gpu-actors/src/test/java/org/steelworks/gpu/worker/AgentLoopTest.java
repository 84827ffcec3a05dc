package org.steelworks.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AgentLoopTest {
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final AgentLoop loop =
            new AgentLoop(new SleepingMillisIdleStrategy(1), error -> seen.add("fatal " + error.getMessage()));

    @Test
    void shouldRunTasksInOrderOnTheThreadThatPolls() throws Exception {
        loop.start(new Noting(() -> 0));
        for (int i = 0; i < 3; i++) {
            int number = i;
            loop.execute(() -> seen.add(number + " on " + Thread.currentThread().getName()));
        }

        assertThat(next(3)).containsExactly("0 on steel-agent", "1 on steel-agent", "2 on steel-agent");
        loop.close();
    }

    @Test
    void shouldCloseItsDutyOnItsThreadBeforeCloseReturns() {
        loop.start(new Noting(() -> 0));

        loop.close();

        assertThat(seen).containsExactly("closed on steel-agent");
    }

    @Test
    void shouldCloseItsDutyAlsoAfterAFailure() throws Exception {
        loop.start(new Noting(() -> {
            throw new IllegalStateException("the network is gone");
        }));

        assertThat(next(2)).containsExactly("fatal the network is gone", "closed on steel-agent");
        loop.close();
        assertThat(seen).isEmpty();
    }

    @Test
    void shouldNotKeepWhoClosesWaitingForADutyThatCannotBeClosed() throws Exception {
        loop.start(new AgentLoop.Duty() {
            @Override
            public int doWork(long nowNs) {
                return 0;
            }

            @Override
            public void close() {
                Thread.currentThread().setUncaughtExceptionHandler((thread, error) -> seen.add(error.getMessage()));
                throw new IllegalStateException("cannot be closed");
            }
        });

        loop.close();

        assertThat(next(1)).containsExactly("cannot be closed");
    }

    private List<String> next(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(seen.poll(30, TimeUnit.SECONDS));
        }
        return next;
    }

    private interface Work {
        int done();
    }

    private final class Noting implements AgentLoop.Duty {
        private final Work work;

        Noting(Work work) {
            this.work = work;
        }

        @Override
        public int doWork(long nowNs) {
            return work.done();
        }

        @Override
        public void close() {
            seen.add("closed on " + Thread.currentThread().getName());
        }
    }
}
