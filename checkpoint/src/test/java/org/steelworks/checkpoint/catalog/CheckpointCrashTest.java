package org.steelworks.checkpoint.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.format.StatePart;
import org.steelworks.checkpoint.policy.RecoveryRule;
import org.steelworks.checkpoint.testkit.CrashingStore;
import org.steelworks.checkpoint.testkit.PowerCut;
import org.steelworks.checkpoint.testkit.SampleState;

/** The power goes at every single operation of a save; what is left must be the old checkpoint or the new one. */
class CheckpointCrashTest {
    private static final List<String> MEMBERS = List.of("a/w0", "b/w0");
    private static final RecoveryRule.Wanted WANTED =
            new RecoveryRule.Wanted(SampleState.RECIPE, SampleState.FINGERPRINT, false);

    private static void save(CrashingStore store, long step, int keep) throws IOException {
        List<BucketGroup> groups = SampleState.write(store, step, SampleState.TINY, MEMBERS);
        new CheckpointPublisher(store, keep).publish(SampleState.facts(step, SampleState.TINY), groups);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindTheOldOrTheNewCheckpointAfterACutAtAnyOperation(long seed) throws IOException {
        boolean finished = false;
        int old = 0;
        int fresh = 0;
        for (long k = 1; !finished; k++) {
            CrashingStore before = new CrashingStore(seed * 1000 + k);
            save(before, 10, 1);
            before.cutPowerAt(k);
            try {
                save(before, 20, 1);
                finished = true;
            } catch (PowerCut cut) {
                assertThat(before.isDead()).isTrue();
            }

            CrashingStore after = before.reopen();
            long step = newestValid(after);
            assertThat(step).as("seed %d, cut at operation %d", seed, k).isIn(10L, 20L);
            if (finished) {
                assertThat(step).isEqualTo(20);
            }
            old += step == 10 ? 1 : 0;
            fresh += step == 20 ? 1 : 0;

            new CheckpointCatalog(after).clearTemporary(Long.MAX_VALUE);
            save(after, 20, 1);
            assertThat(after.list("")).containsExactly("step-00000020");
            assertThat(newestValid(after)).isEqualTo(20);
        }
        assertThat(old).as("cuts that left the old one").isGreaterThan(20);
        assertThat(fresh).as("cuts that left the new one").isGreaterThan(2);
    }

    private static long newestValid(CrashingStore store) throws IOException {
        CheckpointCatalog.Recovery recovery = new CheckpointCatalog(store).recover(WANTED);
        assertThat(recovery.checkpoint()).as(recovery.reason()).isNotNull();
        assertThat(recovery.reason()).doesNotContain("passed over");
        long step = recovery.checkpoint().manifest().facts().step();
        ByteBuffer out = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        try (StateReader reader = new StateReader(recovery.checkpoint())) {
            reader.read(recovery.checkpoint().manifest().parameter("lm_head.weight"), StatePart.WEIGHTS, 3, out);
        }
        assertThat(out.getFloat(0)).isEqualTo(SampleState.value(step, 3, 3, StatePart.WEIGHTS));
        return step;
    }

    @Test
    void shouldKeepTheOldOneAndTryAgainWhenTheDiskIsFull() throws IOException {
        CrashingStore store = new CrashingStore(3);
        save(store, 10, 1);
        long one = store.usedBytes();
        for (long room = 0; room < one; room += 97) {
            store.limitBytes(one + room);
            assertThatThrownBy(() -> save(store, 20, 1))
                    .as("room for %d bytes", room)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(newestValid(store)).isEqualTo(10);
            new CheckpointPublisher(store, 1).discard(20);
        }

        store.limitBytes(Long.MAX_VALUE);
        save(store, 20, 1);
        assertThat(newestValid(store)).isEqualTo(20);
    }
}
