package org.steelworks.data.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.ledger.AppendRule;
import org.steelworks.core.ledger.BlockAddress;
import org.steelworks.core.ledger.BlockTable;
import org.steelworks.core.ledger.DataLedger;
import org.steelworks.core.ledger.MixtureRule;
import org.steelworks.core.ledger.Segment;
import org.steelworks.core.ledger.ShardEntry;

class MixtureOrderTest {
    private static final long SEED = 3407;

    private int shardNumber;

    @Test
    void shouldKeepTheOrderOfOneSet() {
        DataLedger one = ledger(List.of(1L), 16);
        assertThat(samples(SampleOrder.permuted(SEED, one), 0, 16))
                .as("the vector of docs/sample-order.md")
                .containsExactly(9L, 5L, 3L, 7L, 6L, 4L, 8L, 12L, 15L, 10L, 13L, 14L, 11L, 2L, 0L, 1L);
        assertThat(samples(SampleOrder.original(SEED, one), 0, 16))
                .as("NumPy's permutation")
                .containsExactly(7L, 0L, 2L, 5L, 13L, 14L, 4L, 9L, 15L, 3L, 11L, 8L, 12L, 1L, 10L, 6L);
    }

    @Test
    void shouldTakeBlocksInOrderFromTheSetsInTurn() {
        SampleOrder order = SampleOrder.sequential(ledger(List.of(1L, 2L), 5, 3));
        assertThat(samples(order, 0, 15))
                .as("a b b …: set a has blocks 0 to 4, set b 5 to 7 and begins again after three")
                .containsExactly(0L, 5L, 6L, 1L, 7L, 5L, 2L, 6L, 7L, 3L, 5L, 6L, 4L, 7L, 5L);
    }

    @Test
    void shouldOrderEachSetByItself() {
        DataLedger ledger = ledger(List.of(3L, 2L), 20, 20);
        SampleOrder order = SampleOrder.permuted(SEED, ledger);
        List<Long> first = of(samples(order, 0, 100), 0, 20);
        List<Long> second = of(samples(order, 0, 100), 20, 40);

        assertThat(first).hasSize(60).isEqualTo(samples(SampleOrder.permuted(SEED, ledger(List.of(1L), 20)), 0, 60));
        assertThat(second).hasSize(40);
        assertThat(second.stream().map(block -> block - 20))
                .as("sets of one size have orders of their own")
                .isNotEqualTo(first.subList(0, 40));
        assertThat(second.subList(0, 20)).as("passes differ").isNotEqualTo(second.subList(20, 40));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldUseEveryBlockOfASetOnceAPassInExactProportion(long seed) {
        Random random = new Random(seed);
        List<Long> weights = new ArrayList<>();
        int[] blocks = new int[2 + random.nextInt(3)];
        for (int set = 0; set < blocks.length; set++) {
            weights.add(1L + random.nextInt(9));
            blocks[set] = 1 + random.nextInt(30);
        }
        int window = (int) weights.stream().mapToLong(w -> w).sum();
        DataLedger ledger = ledger(weights, blocks);
        for (Function<DataLedger, SampleOrder> kind : exact()) {
            List<Long> all = samples(kind.apply(ledger), 0, 40L * window);
            long first = 0;
            for (int set = 0; set < blocks.length; set++) {
                List<Long> own = of(all, first, first + blocks[set]);
                assertThat(own).as("weights %s, set %d", weights, set).hasSize((int) (40 * weights.get(set)));
                for (int from = 0; from + blocks[set] <= own.size(); from += blocks[set]) {
                    assertThat(own.subList(from, from + blocks[set]))
                            .as("a pass of set %d", set)
                            .doesNotHaveDuplicates();
                }
                first += blocks[set];
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldNotDependOnTheOrderOfAsking(long seed) {
        Random random = new Random(seed);
        DataLedger ledger = ledger(List.of(7L, 3L, 5L), 11, 4, 25);
        List<Function<DataLedger, SampleOrder>> kinds = new ArrayList<>(exact());
        kinds.add(l -> SampleOrder.original(SEED, l));
        for (Function<DataLedger, SampleOrder> kind : kinds) {
            List<Long> forward = samples(kind.apply(ledger), 0, 300);
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                places.add(i);
            }
            Collections.shuffle(places, random);
            SampleOrder asked = kind.apply(ledger);
            for (int place : places) {
                assertThat(asked.blockOf(place)).as("sample %d", place).isEqualTo(forward.get(place));
            }
        }
        assertThatThrownBy(() -> SampleOrder.sequential(ledger).blockOf(-1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldKeepWhatWasTrainedWhenDataAreAddedToASet() {
        DataLedger before = ledger(List.of(1L, 2L), 6, 10);
        DataLedger after = ((AppendRule.Accept) AppendRule.decide(before, List.of(shard(1, 4)), 9)).ledger();
        for (Function<DataLedger, SampleOrder> kind : exact()) {
            List<Long> was = samples(kind.apply(before), 0, 15);
            List<Long> is = samples(kind.apply(after), 0, 21);
            assertThat(is.subList(0, 9)).isEqualTo(was.subList(0, 9));
            List<Long> expected = new ArrayList<>(of(was.subList(9, 15), 6, 16));
            LongStream.range(16, 20).forEach(expected::add);
            assertThat(of(is.subList(9, 21), 6, 20))
                    .as("set 1: four blocks not trained yet and the four added")
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void shouldGoOnInEachSetWhereItStoodWhenTheWeightsChange() {
        DataLedger before = ledger(List.of(1L, 2L), 6, 10);
        DataLedger rests = mixed(before, 7, 0, 1);
        DataLedger after = mixed(rests, 12, 3, 1);
        for (Function<DataLedger, SampleOrder> kind : exact()) {
            List<Long> was = samples(kind.apply(before), 0, 60);
            List<Long> is = samples(kind.apply(after), 0, 60);
            assertThat(is.subList(0, 7)).isEqualTo(was.subList(0, 7));
            assertThat(is.subList(7, 12)).as("set 0 rests").allMatch(block -> block >= 6);
            for (long[] set : new long[][] {{0, 6}, {6, 16}}) {
                List<Long> own = of(is, set[0], set[1]);
                List<Long> same = of(samples(kind.apply(before), 0, 300), set[0], set[1]);
                assertThat(own).as("its own order").isEqualTo(same.subList(0, own.size()));
            }
            assertThat(of(is.subList(12, 60), 0, 6)).as("three of four").hasSize(36);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldUseEveryBlockOnceAPassThroughChangesOfWeightsAndAdditions(long seed) {
        Random random = new Random(seed);
        int sets = 2 + random.nextInt(3);
        List<Long> weights = new ArrayList<>();
        int[] blocks = new int[sets];
        for (int set = 0; set < sets; set++) {
            weights.add(1L + random.nextInt(9));
            blocks[set] = 1 + random.nextInt(20);
        }
        DataLedger ledger = ledger(weights, blocks);
        List<DataLedger> grown = new ArrayList<>(List.of(ledger));
        List<Long> places = new ArrayList<>(List.of(0L));
        long at = 0;
        for (int change = 0; change < 12; change++) {
            at += random.nextInt(60);
            if (random.nextBoolean()) {
                List<AppendRule.Candidate> more = List.of(shard(random.nextInt(sets), 1 + random.nextInt(15)));
                ledger = ((AppendRule.Accept) AppendRule.decide(ledger, more, at)).ledger();
            } else {
                long[] other = new long[sets];
                for (int set = 0; set < sets; set++) {
                    other[set] = random.nextInt(10);
                }
                other[random.nextInt(sets)] = 11 + change;
                ledger = mixed(ledger, at, other);
            }
            grown.add(ledger);
            places.add(at);
        }
        long end = at + 200;
        for (Function<DataLedger, SampleOrder> kind : exact()) {
            List<Long> all = byContent(kind.apply(ledger), ledger, end);
            for (int i = 0; i < grown.size(); i++) {
                int until = Math.toIntExact(i + 1 < places.size() ? places.get(i + 1) : end);
                assertThat(byContent(kind.apply(grown.get(i)), grown.get(i), until))
                        .as("seed %d: what is decided by change %d stays", seed, i)
                        .isEqualTo(all.subList(0, until));
            }
            requirePasses(seed, grown, places, all);
        }
    }

    /** Goes through the sets as somebody with heaps of cards would. */
    private static void requirePasses(long seed, List<DataLedger> grown, List<Long> places, List<Long> all) {
        int sets = grown.get(0).sets().size();
        List<List<Long>> known = new ArrayList<>();
        List<List<Long>> left = new ArrayList<>();
        for (int set = 0; set < sets; set++) {
            known.add(new ArrayList<>());
            left.add(new ArrayList<>());
        }
        int next = 0;
        for (int n = 0; n < all.size(); n++) {
            while (next < grown.size() && places.get(next) <= n) {
                for (int set = 0; set < sets; set++) {
                    List<Long> fresh = contents(grown.get(next), set);
                    fresh.removeAll(known.get(set));
                    known.get(set).addAll(fresh);
                    left.get(set).addAll(fresh);
                }
                next++;
            }
            long block = all.get(n);
            int set = 0;
            while (!known.get(set).contains(block)) {
                set++;
            }
            if (left.get(set).isEmpty()) {
                left.get(set).addAll(known.get(set));
            }
            assertThat(left.get(set).remove(block))
                    .as("seed %d: block %d is still to be used in this pass at sample %d", seed, block, n)
                    .isTrue();
        }
    }

    /** Blocks by shard and place in it: the numbers of a ledger move when it grows. */
    private static List<Long> byContent(SampleOrder order, DataLedger ledger, long end) {
        BlockTable table = new BlockTable(ledger);
        return samples(order, 0, end).stream()
                .map(block -> {
                    BlockAddress address = table.locate(block);
                    return content(table.shards().get(address.shard()), address.block());
                })
                .toList();
    }

    private static List<Long> contents(DataLedger ledger, int set) {
        List<Long> contents = new ArrayList<>();
        for (Segment segment : ledger.sets().get(set).segments()) {
            for (ShardEntry shard : segment.shards()) {
                LongStream.range(0, shard.blocks()).forEach(block -> contents.add(content(shard, block)));
            }
        }
        return contents;
    }

    private static long content(ShardEntry shard, long block) {
        return Long.parseLong(shard.sha256(), 16) * 1000 + block;
    }

    @Test
    void shouldRefuseOtherWeightsInTheOrderOfTheOriginal() {
        assertThatThrownBy(() -> SampleOrder.original(SEED, mixed(ledger(List.of(1L, 2L), 6, 10), 7, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("changed behind sample 7");
    }

    @Test
    void shouldDrawSetsAsTheOriginalLoader() {
        // Python 3: r = random.Random(seed); [r.choices(sets, weights)[0] for _ in range(40)]
        assertThat(drawn(3407, List.of(7L, 3L))).isEqualTo("aaaababbaaaababaaaabbabbaabbbaaaaaaaaaab");
        assertThat(drawn(7, List.of(2L, 1L, 1L))).isEqualTo("aababaabaaaaacaabcbacacaaaacabbabaaabaab");
        PythonRandom random = new PythonRandom(3407);
        assertThat(List.of(random.random(), random.random(), random.random()))
                .containsExactly(0.056836637998436745, 0.13270277776504658, 0.21491599383387472);
    }

    @Test
    void shouldTakeFromEachSetInTheOrderOfTheOriginal() {
        DataLedger ledger = ledger(List.of(7L, 3L), 16, 8);
        List<Long> all = samples(SampleOrder.original(SEED, ledger), 0, 200);
        assertThat(of(all, 0, 16).subList(0, 16))
                .isEqualTo(samples(SampleOrder.original(SEED, ledger(List.of(1L), 16)), 0, 16));
        assertThat(of(all, 16, 24).subList(0, 16))
                .as("NumPy's two permutations of 8 from one generator")
                .containsExactly(23L, 21L, 19L, 16L, 20L, 17L, 18L, 22L, 21L, 18L, 17L, 16L, 20L, 23L, 22L, 19L);
        SampleOrder far = SampleOrder.original(SEED, ledger);
        long later = far.blockOf(200_000);
        assertThat(samples(far, 0, 200)).isEqualTo(all);
        assertThat(far.blockOf(200_000)).isEqualTo(later);
    }

    private static DataLedger mixed(DataLedger ledger, long at, long... weights) {
        AppendRule.Decision decision =
                MixtureRule.decide(ledger, LongStream.of(weights).boxed().toList(), at);
        assertThat(decision).as(decision.reason()).isInstanceOf(AppendRule.Accept.class);
        return ((AppendRule.Accept) decision).ledger();
    }

    private static String drawn(long seed, List<Long> weights) {
        OriginalDraws draws = new OriginalDraws(seed, DataLedger.empty(weights));
        StringBuilder sets = new StringBuilder();
        for (int n = 0; n < 40; n++) {
            sets.append((char) ('a' + draws.at(n).set()));
        }
        return sets.toString();
    }

    private static List<Function<DataLedger, SampleOrder>> exact() {
        return List.of(ledger -> SampleOrder.permuted(SEED, ledger), SampleOrder::sequential);
    }

    /** A ledger with one shard for each set. */
    private DataLedger ledger(List<Long> weights, int... blocks) {
        List<AppendRule.Candidate> shards = new ArrayList<>();
        for (int set = 0; set < blocks.length; set++) {
            shards.add(shard(set, blocks[set]));
        }
        return ((AppendRule.Accept) AppendRule.decide(DataLedger.empty(weights), shards, 0)).ledger();
    }

    private AppendRule.Candidate shard(int set, int blocks) {
        String hash = String.format("%064x", ++shardNumber);
        return new AppendRule.Candidate(set, "s" + shardNumber, new ShardEntry(hash, blocks));
    }

    /** The blocks from {@code first} to below {@code end}, in order. */
    private static List<Long> of(List<Long> blocks, long first, long end) {
        return blocks.stream().filter(block -> block >= first && block < end).toList();
    }

    private static List<Long> samples(SampleOrder order, long from, long to) {
        return LongStream.range(from, to).map(order::blockOf).boxed().toList();
    }
}
