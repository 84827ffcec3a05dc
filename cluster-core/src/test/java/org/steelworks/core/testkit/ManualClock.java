package org.steelworks.core.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.NanoClock;

/** A clock that stands still until it is told to go on. Any thread. */
public final class ManualClock implements NanoClock, EpochClock {
    private final AtomicLong nowNs;

    public ManualClock(long startNs) {
        nowNs = new AtomicLong(startNs);
    }

    @Override
    public long nanoTime() {
        return nowNs.get();
    }

    @Override
    public long time() {
        return TimeUnit.NANOSECONDS.toMillis(nowNs.get());
    }

    public void advance(long amount, TimeUnit unit) {
        nowNs.addAndGet(unit.toNanos(amount));
    }
}
