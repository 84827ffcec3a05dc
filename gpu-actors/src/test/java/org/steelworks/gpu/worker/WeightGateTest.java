package org.steelworks.gpu.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.network.ComputeCancelled;

class WeightGateTest {
    private final ParameterTable table = TinyModels.table("raw_raw_gqa2");
    private final List<List<Bucket>> sections = BucketPlan.of(table).bySection(table);
    private final BitSet awaited = new BitSet();
    private final int embedding = sections.get(0).get(0).ordinal();
    private final int layer = sections.get(1).get(0).ordinal();
    private WeightGate gate;

    @BeforeEach
    void close() {
        awaited.set(embedding);
        awaited.set(layer);
        gate = new WeightGate(sections, awaited);
    }

    @Test
    void opensOneSectionWhileAnotherIsAwaited() throws Exception {
        CompletableFuture<Void> passed = waitFor(0);
        gate.arrived(layer + 1);
        assertThat(passed).isNotDone();
        gate.arrived(embedding);
        passed.get(30, TimeUnit.SECONDS);
        assertThat(waitFor(1)).isNotDone();
    }

    @Test
    void opensAtOnceWhereNothingIsAwaited() throws Exception {
        gate.arrived(embedding);
        gate.arrived(layer);
        for (int section = 0; section < sections.size(); section++) {
            waitFor(section).get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void cancellingEndsEveryWait() {
        CompletableFuture<Void> passed = waitFor(1);
        gate.cancel();
        assertThatThrownBy(() -> passed.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ComputeCancelled.class);
        assertThatThrownBy(() -> gate.await(2)).isInstanceOf(ComputeCancelled.class);
    }

    @Test
    void keepsWhatItWasToldToAwait() {
        awaited.clear();
        assertThat(waitFor(0)).isNotDone();
    }

    private CompletableFuture<Void> waitFor(int section) {
        return CompletableFuture.runAsync(() -> gate.await(section), task -> {
            Thread thread = new Thread(task, "device of this test");
            thread.setDaemon(true);
            thread.start();
        });
    }
}
