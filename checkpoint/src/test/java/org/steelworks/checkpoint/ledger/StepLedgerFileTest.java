package org.steelworks.checkpoint.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.checkpoint.testkit.CrashingStore;
import org.steelworks.checkpoint.testkit.PowerCut;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.ledger.StepRecord;

class StepLedgerFileTest {
    private static final String FILE = StepLedgerFile.FILE;

    @TempDir
    Path folder;

    private static StepRecord step(long step) {
        Digest128 weights = step % 3 == 0 ? new Digest128(step, -step) : null;
        StepRecord.Outcome outcome = step % 5 == 0 ? StepRecord.Outcome.SKIPPED : StepRecord.Outcome.APPLIED;
        return new StepRecord(step, outcome, new Digest128(step * 77, step), weights, (step - 1) * 8, step * 8);
    }

    private static void fill(StepLedgerFile ledger, long first, long last) throws IOException {
        for (long s = first; s <= last; s++) {
            assertThat(ledger.record(step(s))).isEqualTo(new StepLedgerFile.Appended(s));
        }
    }

    private static void put(Store store, String text) throws IOException {
        try (Store.Output out = store.create(FILE)) {
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void shouldWritePureFieldsInAFixedOrder() throws IOException {
        CrashingStore store = new CrashingStore(1);
        try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
            fill(ledger, 1, 3);
        }

        assertThat(new String(store.bytes(FILE), StandardCharsets.UTF_8).lines().skip(1))
                .containsExactly(
                        "{\"step\":2,\"outcome\":\"applied\",\"gradient\":\"000000000000009a0000000000000002\","
                                + "\"weights\":null,\"samples\":[8,16]}",
                        "{\"step\":3,\"outcome\":\"applied\",\"gradient\":\"00000000000000e70000000000000003\","
                                + "\"weights\":\"0000000000000003fffffffffffffffd\",\"samples\":[16,24]}");
    }

    @Test
    void shouldReadBackAnyStepOnARealDiskAcrossIndexBorders() throws IOException {
        DirectoryStore store = new DirectoryStore(folder);
        try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
            fill(ledger, 1, 2500);
            assertThat(ledger.durableThrough()).isZero();
            ledger.sync();
            assertThat(ledger.durableThrough()).isEqualTo(2500);
        }
        try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
            assertThat(ledger.lastStep()).isEqualTo(2500);
            assertThat(ledger.durableThrough()).isEqualTo(2500);
            for (long s : new long[] {1, 2, 1024, 1025, 1026, 2500, 7, 2048, 2049, 2400}) {
                assertThat(ledger.read(s)).isEqualTo(step(s));
            }
            ledger.record(step(2501));
            assertThat(ledger.read(2501)).isEqualTo(step(2501));
            assertThatThrownBy(() -> ledger.read(2502)).hasMessageContaining("1..2501");
        }
    }

    @Test
    void shouldCompareTheReplayAndNeverRewrite() throws IOException {
        CrashingStore store = new CrashingStore(1);
        try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
            fill(ledger, 1, 10);
            byte[] before = store.bytes(FILE);

            for (long s = 4; s <= 9; s++) {
                assertThat(ledger.record(step(s))).isInstanceOf(StepLedgerFile.Repeated.class);
            }
            StepRecord wrong =
                    new StepRecord(10, StepRecord.Outcome.SKIPPED, new Digest128(1, 1), step(10).weights(), 72, 80);
            assertThat(ledger.record(wrong))
                    .isInstanceOfSatisfying(StepLedgerFile.Differs.class, differs -> assertThat(differs.reason())
                            .contains("step 10")
                            .contains("gradient digest"));
            assertThat(store.bytes(FILE)).isEqualTo(before);
            fill(ledger, 11, 12);
            assertThat(ledger.lastStep()).isEqualTo(12);
            assertThatThrownBy(() -> ledger.record(step(14))).hasMessageContaining("not recorded");
        }
    }

    @Test
    void shouldCutATornLastLineOnly() throws IOException {
        CrashingStore store = new CrashingStore(1);
        try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
            fill(ledger, 1, 5);
        }
        byte[] whole = store.bytes(FILE);
        int lastLine = new String(whole, StandardCharsets.UTF_8)
                        .lines()
                        .skip(4)
                        .findFirst()
                        .orElseThrow()
                        .length()
                + 1;
        for (int cut = 1; cut < lastLine; cut++) {
            store.truncate(FILE, whole.length - cut);
            try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
                assertThat(ledger.lastStep()).isEqualTo(4);
                assertThat(ledger.cut()).contains("torn last line").contains("behind line 4");
                fill(ledger, 5, 5);
            }
            assertThat(store.bytes(FILE)).isEqualTo(whole);
        }
    }

    @Test
    void shouldCutZerosThatAPowerCutLeft() throws IOException {
        CrashingStore store = new CrashingStore(1);
        put(store, RecordLine.write(step(1)) + "\n\0\0\0\0\0");

        try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
            assertThat(ledger.lastStep()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseDamageBeforeTheLastLine() throws IOException {
        CrashingStore store = new CrashingStore(1);
        put(store, RecordLine.write(step(1)) + "\n{\"step\":2\n" + RecordLine.write(step(3)) + "\n");
        assertThatThrownBy(() -> StepLedgerFile.open(store, ""))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("ledger.jsonl, line 2");

        put(store, RecordLine.write(step(1)) + "\n" + RecordLine.write(step(3)) + "\n");
        assertThatThrownBy(() -> StepLedgerFile.open(store, "")).hasMessageContaining("expected step 2");

        put(store, RecordLine.write(step(1)).put("outcome", "lost") + "\n");
        assertThatThrownBy(() -> StepLedgerFile.open(store, "")).hasMessageContaining("'lost'");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldNeverLoseADurableStepNorKeepATornOne(long seed) throws IOException {
        boolean finished = false;
        for (long k = 1; !finished; k++) {
            CrashingStore store = new CrashingStore(seed * 100 + k);
            store.cutPowerAt(k);
            long durable = 0;
            try (StepLedgerFile ledger = StepLedgerFile.open(store, "run")) {
                for (long s = 1; s <= 12; s++) {
                    ledger.record(step(s));
                    if (s % 5 == 0) {
                        ledger.sync();
                        durable = ledger.durableThrough();
                    }
                }
                finished = true;
            } catch (PowerCut cut) {
                assertThat(store.isDead()).isTrue();
            }

            try (StepLedgerFile ledger = StepLedgerFile.open(store.reopen(), "run")) {
                assertThat(ledger.lastStep()).isBetween(durable, 12L);
                for (long s = 1; s <= ledger.lastStep(); s++) {
                    assertThat(ledger.read(s)).isEqualTo(step(s));
                }
                fill(ledger, ledger.lastStep() + 1, 13);
            }
        }
    }

    @Test
    void shouldGoOnAfterAFullDisk() throws IOException {
        CrashingStore store = new CrashingStore(1);
        try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
            fill(ledger, 1, 2);
            store.limitBytes(store.usedBytes() + 30);
            assertThatThrownBy(() -> ledger.record(step(3))).hasMessageContaining("No space left");
            assertThat(ledger.lastStep()).isEqualTo(2);
            store.limitBytes(Long.MAX_VALUE);
            fill(ledger, 3, 4);
        }
        try (StepLedgerFile ledger = StepLedgerFile.open(store, "")) {
            assertThat(ledger.lastStep()).isEqualTo(4);
            assertThat(ledger.cut()).isNull();
        }
    }
}
