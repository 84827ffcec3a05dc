package org.steelworks.data.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.ShardEntry;

class SampleOrderTest {
    private int shardNumber;

    @Test
    void shouldRunThroughAllBlocksOnceAPass() {
        DataLedger ledger = append(DataLedger.empty(), 0, 7, 5);
        for (SampleOrder order : orders(ledger)) {
            assertThat(samples(order, 0, 12))
                    .containsExactlyInAnyOrder(LongStream.range(0, 12).boxed().toArray(Long[]::new));
            assertThat(samples(order, 12, 24))
                    .containsExactlyInAnyOrder(LongStream.range(0, 12).boxed().toArray(Long[]::new));
        }
        assertThat(samples(SampleOrder.sequential(ledger), 0, 14))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 0L, 1L);
    }

    @Test
    void shouldOrderEachPassAnew() {
        DataLedger ledger = append(DataLedger.empty(), 0, 50);
        SampleOrder order = SampleOrder.permuted(3407, ledger);
        assertThat(samples(order, 0, 50)).isNotEqualTo(samples(order, 50, 100));
        assertThat(samples(SampleOrder.permuted(3408, ledger), 0, 50)).isNotEqualTo(samples(order, 0, 50));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldNotDependOnTheOrderOfAsking(long seed) {
        Random random = new Random(seed);
        DataLedger ledger = randomLedger(random);
        for (Function<DataLedger, SampleOrder> kind : kinds()) {
            List<Long> forward = samples(kind.apply(ledger), 0, 300);
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                places.add(i);
            }
            Collections.shuffle(places, random);
            SampleOrder asked = kind.apply(ledger);
            for (int place : places) {
                assertThat(asked.blockOf(place))
                        .as("seed %d, sample %d", seed, place)
                        .isEqualTo(forward.get(place));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void shouldKeepWhatWasTrainedAndMixTheRestWithTheNew(long seed) {
        Random random = new Random(seed);
        for (Function<DataLedger, SampleOrder> kind : kinds()) {
            DataLedger before = append(DataLedger.empty(), 0, 5 + random.nextInt(20), 1 + random.nextInt(9));
            long old = before.blocks();
            long at = random.nextInt((int) (3 * old));
            DataLedger after = append(before, at, 1 + random.nextInt(12));
            SampleOrder was = kind.apply(before);
            SampleOrder is = kind.apply(after);

            assertThat(samples(is, 0, at)).isEqualTo(samples(was, 0, at));

            long rest = before.sets().get(0).restOfPass(at);
            long added = after.blocks() - old;
            List<Long> expected = new ArrayList<>(samples(was, at, at + rest));
            LongStream.range(old, old + added).forEach(expected::add);
            assertThat(samples(is, at, at + rest + added))
                    .as("seed %d: add %d blocks to %d at sample %d", seed, added, old, at)
                    .containsExactlyInAnyOrderElementsOf(expected);

            long next = at + rest + added;
            assertThat(samples(is, next, next + after.blocks())).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldDeliverEveryBlockEquallyOftenThroughManyAppends() {
        Random random = new Random(5);
        DataLedger ledger = append(DataLedger.empty(), 0, 10);
        long at = 0;
        for (int i = 0; i < 6; i++) {
            at += random.nextInt(4);
            ledger = append(ledger, at, 1 + random.nextInt(6));
        }
        long end = ledger.sets().get(0).segments().get(6).firstSample()
                + ledger.sets().get(0).segments().get(6).firstPass();
        for (SampleOrder order : orders(ledger)) {
            Map<Long, Integer> counts = new HashMap<>();
            samples(order, 0, end).forEach(block -> counts.merge(block, 1, Integer::sum));
            assertThat(counts).hasSize((int) ledger.blocks());
            assertThat(counts.values())
                    .as("nothing twice before all were used once")
                    .containsOnly(1);
        }
    }

    private List<SampleOrder> orders(DataLedger ledger) {
        return kinds().stream().map(kind -> kind.apply(ledger)).toList();
    }

    private static List<Function<DataLedger, SampleOrder>> kinds() {
        return List.of(
                ledger -> SampleOrder.permuted(3407, ledger),
                SampleOrder::sequential,
                ledger -> SampleOrder.original(3407, ledger));
    }

    private DataLedger randomLedger(Random random) {
        DataLedger ledger = append(DataLedger.empty(), 0, 3 + random.nextInt(30));
        long at = 0;
        for (int i = 0; i < 4; i++) {
            at += random.nextInt(60);
            ledger = append(ledger, at, 1 + random.nextInt(20), 1 + random.nextInt(20));
        }
        return ledger;
    }

    private DataLedger append(DataLedger ledger, long at, int... blocks) {
        List<AppendRule.Candidate> shards = new ArrayList<>();
        for (int count : blocks) {
            String hash = String.format("%064x", ++shardNumber);
            shards.add(new AppendRule.Candidate(0, "s" + shardNumber, new ShardEntry(hash, count)));
        }
        return ((AppendRule.Accept) AppendRule.decide(ledger, shards, at)).ledger();
    }

    private static List<Long> samples(SampleOrder order, long from, long to) {
        return LongStream.range(from, to).map(order::blockOf).boxed().toList();
    }
}
