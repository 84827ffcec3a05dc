package org.steelworks.gpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.BitSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.gpu.fixture.TinyModels;

class ReducedMemoryTest {
    private static final LeafTree.Node ROOT = new LeafTree.Node(0, 0);
    private static final int B = 1;

    private final ParameterTable table = TinyModels.raw();
    private final BucketPlan buckets = BucketPlan.of(table);
    private final ReadableSource source = new ReadableSource();
    private final RootMemory roots = new RootMemory(buckets, source);
    private final ReducedMemory reduced = new ReducedMemory(buckets, roots, source);

    @BeforeEach
    void keepRoot() {
        roots.keepOwn(ROOT, roots.newGradient(table));
        roots.own(B, ROOT).putFloat(0, 1);
    }

    private static BitSet bucket(int bucket) {
        BitSet set = new BitSet();
        set.set(bucket);
        return set;
    }

    @Test
    void whatNobodyElseReadsTakesTheMemoryOfTheFirstOwnRoot() {
        reduced.reducing(B).putFloat(0, 2);

        assertThat(reduced.bytes(B).getFloat(0)).isEqualTo(2);
        assertThat(roots.own(B, ROOT).getFloat(0)).isEqualTo(2);
        assertThat(reduced.intact(B)).isTrue();
    }

    @Test
    void whatOthersReadStaysWhileTheNextLeafIsComputedUntilTheBucketIsReducedAgain() {
        reduced.enterGeneration(bucket(B));
        reduced.reducing(B).putFloat(0, 2);
        ReadableSource.Sent sent = source.send(reduced.bytes(B));

        reduced.drop();
        roots.dropOwn();
        roots.keepOwn(ROOT, roots.newGradient(table));
        roots.own(B, ROOT).putFloat(0, 3);
        assertThat(sent.open().intact()).isTrue();
        assertThat(sent.open().bytes().getFloat(0)).isEqualTo(2);
        reduced.reducing(0);
        assertThat(sent.open().intact()).isTrue();

        reduced.reducing(B);
        assertThat(sent.open().intact()).isFalse();
    }

    @Test
    void aGenerationWithoutReadersDoesNotTouchWhatOthersMayStillRead() {
        reduced.enterGeneration(bucket(B));
        reduced.reducing(B).putFloat(0, 2);
        ReadableSource.Sent sent = source.send(reduced.bytes(B));

        reduced.enterGeneration(new BitSet());
        assertThat(reduced.bytes(B).getFloat(0)).isEqualTo(2);
        reduced.drop();
        reduced.reducing(B).putFloat(0, 4);

        assertThat(reduced.bytes(B).getFloat(0)).isEqualTo(4);
        assertThat(sent.open().intact()).isTrue();
        assertThat(sent.open().bytes().getFloat(0)).isEqualTo(2);
    }

    @Test
    void withoutRoomForAllBucketsThatOthersReadNoneTakesIt() {
        BitSet both = bucket(B);
        both.set(0);
        long all = (buckets.bucket(0).length() + buckets.bucket(B).length()) * (long) Float.BYTES;
        int before = source.count();
        source.room = all - 1;
        reduced.enterGeneration(both);

        reduced.reducing(B).putFloat(0, 2);

        assertThat(source.count()).isEqualTo(before);
        assertThat(reduced.bytes(B).getFloat(0)).isEqualTo(2);
        // what is sent is the memory apart, as bytes: the root's own would be read by its place
        assertThat(source.shares(reduced.bytes(B))).isFalse();
        assertThat(roots.own(B, ROOT).getFloat(0)).isEqualTo(1);
    }

    @Test
    void withRoomForAllEachOfThemGetsIt() {
        BitSet both = bucket(B);
        both.set(0);
        int before = source.count();
        source.room = (buckets.bucket(0).length() + buckets.bucket(B).length()) * (long) Float.BYTES;
        reduced.enterGeneration(both);

        reduced.reducing(B);
        source.room = 0;
        reduced.reducing(0);

        assertThat(source.count()).isEqualTo(before + 2);
        assertThat(source.shares(reduced.bytes(0))).isTrue();
    }

    @Test
    void thereIsNoFurtherMemoryWhereOthersCannotReadTheRoots() {
        RootMemory own = new RootMemory(buckets, BufferSource.PRIVATE);
        own.keepOwn(ROOT, own.newGradient(table));
        ReducedMemory there = new ReducedMemory(buckets, own, BufferSource.PRIVATE);
        there.enterGeneration(bucket(B));

        there.reducing(B).putFloat(0, 2);

        assertThat(own.own(B, ROOT).getFloat(0)).isEqualTo(2);
    }

    @Test
    void aBucketOfAnotherMemberIsReadWhereItLiesAndClosedWhenItIsDropped() {
        ByteBuffer there = source.allocate(buckets.bucket(B).length() * (long) Float.BYTES);
        there.putFloat(0, 5);
        ReadableSource.Sent sent = source.send(there);

        assertThat(reduced.keep(B, sent)).isTrue();
        assertThat(reduced.bytes(B).getFloat(0)).isEqualTo(5);
        assertThat(reduced.intact(B)).isTrue();
        assertThat(sent.open).isOne();
        source.renew(there);
        assertThat(reduced.intact(B)).isFalse();

        reduced.drop();
        assertThat(sent.open).isZero();
        assertThat(reduced.bytes(B).getFloat(0)).isEqualTo(1);
    }

    @Test
    void whatIsGoneIsNotKept() {
        ByteBuffer there = source.allocate(buckets.bucket(B).length() * (long) Float.BYTES);
        ReadableSource.Sent sent = source.send(there);
        source.renew(there);

        assertThat(reduced.keep(B, sent)).isFalse();
        assertThat(reduced.keep(B, () -> null)).isFalse();

        assertThat(sent.open).isZero();
        assertThat(reduced.bytes(B).getFloat(0)).isEqualTo(1);
    }

    @Test
    void whatArrivesAsBytesReplacesWhatWasReadElsewhere() {
        ByteBuffer there = source.allocate(buckets.bucket(B).length() * (long) Float.BYTES);
        ReadableSource.Sent sent = source.send(there);
        reduced.keep(B, sent);

        reduced.arriving(B).putFloat(0, 6);

        assertThat(sent.open).isZero();
        assertThat(reduced.bytes(B).getFloat(0)).isEqualTo(6);
    }
}
