package org.steelworks.gpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.BufferSource;

class BucketReducerTest {
    /** Its embedding has more elements than a bucket. */
    private final ParameterTable table = ParameterTable.of(new ModelSpec(
            9_000, 128, 24, 1, 1, 4, 2, 64, 0.02, 1e-6, 10_000, true, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1));

    private final BucketPlan buckets = BucketPlan.of(table);

    /** Four members with a leaf each. Roots of others are read where they lie, of every second one here. */
    private List<Object> reduce(int threads) {
        LeafTree tree = new LeafTree(4);
        List<LeafRange> ranges = new ArrayList<>();
        RootMemory roots = new RootMemory(buckets, BufferSource.PRIVATE);
        ReadableSource others = new ReadableSource();
        SplittableRandom random = new SplittableRandom(3);
        for (int member = 0; member < 4; member++) {
            ranges.add(new LeafRange(member, member + 1));
            LeafTree.Node node = tree.roots(ranges.get(member)).get(0);
            if (member == 2) {
                roots.keepOwn(node, roots.newGradient(table));
            }
            for (int b = 0; b < buckets.size(); b++) {
                int length = buckets.bucket(b).length();
                ByteBuffer to = member == 2
                        ? roots.own(b, node)
                        : member == 3 ? roots.inbox(b, node) : others.allocate((long) length * Float.BYTES);
                for (int i = 0; i < length; i++) {
                    to.putFloat(Float.BYTES * i, (float) random.nextDouble(-1, 1));
                }
                if (member < 2) {
                    roots.keepRemote(b, node, others.send(to));
                }
            }
        }
        List<Object> results = new ArrayList<>();
        ReducedMemory reduced = new ReducedMemory(buckets, roots, BufferSource.PRIVATE);
        try (BucketReducer reducer = new BucketReducer(tree, roots, reduced, threads)) {
            for (int b = 0; b < buckets.size(); b++) {
                BucketReducer.Reduced result = reducer.reduce(b, ranges, 2).orElseThrow();
                assertThat(result.digest()).isEqualTo(Digest128.of(reduced.bytes(b)));
                results.add(result);
            }
        }
        return results;
    }

    /** A step may be tried again with the same roots, and the other members' roots are theirs. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 8})
    void rootsAreOnlyReadWhereTheResultLiesApart(int members) {
        LeafTree tree = new LeafTree(members);
        List<LeafRange> ranges = new ArrayList<>();
        ReadableSource source = new ReadableSource();
        RootMemory roots = new RootMemory(buckets, source);
        int length = buckets.bucket(0).length();
        for (int member = 0; member < members; member++) {
            ranges.add(new LeafRange(member, member + 1));
            LeafTree.Node node = tree.roots(ranges.get(member)).get(0);
            if (member == 0) {
                roots.keepOwn(node, roots.newGradient(table));
            }
            ByteBuffer to = member == 0 ? roots.own(0, node) : roots.inbox(0, node);
            for (int i = 0; i < length; i++) {
                to.putFloat(Float.BYTES * i, i + member);
            }
        }
        ReducedMemory reduced = new ReducedMemory(buckets, roots, source);
        BitSet all = new BitSet();
        all.set(0, buckets.size());
        reduced.enterGeneration(all);
        try (BucketReducer reducer = new BucketReducer(tree, roots, reduced, 1)) {
            BucketReducer.Reduced first = reducer.reduce(0, ranges, 0).orElseThrow();
            float[] mean = new float[length];
            reduced.bytes(0).asFloatBuffer().get(mean);
            for (int i = 0; i < length; i += 997) {
                // whole numbers below 2^24: every sum is exact
                assertThat(mean[i]).isEqualTo((members * (float) i + members * (members - 1) / 2f) / members);
            }
            assertThat(reducer.reduce(0, ranges, 0)).contains(first);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void theBitsDoNotDependOnTheNumberOfThreads(int threads) {
        assertThat(buckets.size()).isGreaterThan(2);
        assertThat(reduce(threads)).isEqualTo(reduce(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void everyPartIsDoneOnceAndFollowedInOrder(int threads) {
        try (PartCrew crew = new PartCrew(threads)) {
            for (int parts : new int[] {0, 1, 2, 100}) {
                AtomicIntegerArray done = new AtomicIntegerArray(parts);
                List<Integer> order = new ArrayList<>();
                crew.run(parts, done::incrementAndGet, part -> {
                    assertThat(done.get(part)).isOne();
                    order.add(part);
                });
                assertThat(order).hasSize(parts).isSorted();
            }
        }
    }

    @Test
    void whatAPartThrowsComesOutAfterTheOthersHaveEnded() {
        try (PartCrew crew = new PartCrew(4)) {
            for (int bad = 0; bad < 50; bad++) {
                int part = bad;
                AtomicIntegerArray at = new AtomicIntegerArray(1);
                assertThatThrownBy(() -> crew.run(
                                50,
                                number -> {
                                    at.incrementAndGet(0);
                                    try {
                                        if (number == part) {
                                            throw new IllegalStateException("part " + number);
                                        }
                                        Thread.onSpinWait();
                                    } finally {
                                        at.decrementAndGet(0);
                                    }
                                },
                                number -> {}))
                        .hasStackTraceContaining("part " + part);
                assertThat(at.get(0)).isZero();
            }
        }
    }
}
