package org.steelworks.gpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.tensor.FlatVectors;

class RootMemoryTest {
    private static final LeafTree.Node LEFT = new LeafTree.Node(0, 0);
    private static final LeafTree.Node RIGHT = new LeafTree.Node(0, 1);

    private final ParameterTable table = TinyModels.raw();
    private final ReadableSource source = new ReadableSource();
    private final RootMemory roots = new RootMemory(BucketPlan.of(table), source);

    @Test
    void gradientsAloneLieWhereOthersCanReadThem() {
        roots.keepOwn(LEFT, roots.newGradient(table));
        roots.inbox(0, RIGHT);

        assertThat(source.count()).isEqualTo(table.vectors().size());
    }

    @Test
    void ownRootsAreShutBeforeTheirMemoryIsWrittenAgain() {
        FlatVectors gradient = roots.newGradient(table);
        roots.keepOwn(LEFT, gradient);
        ReadableSource.Sent sent = source.send(roots.own(0, LEFT));
        assertThat(sent.open().intact()).isTrue();

        roots.dropOwn();

        assertThat(sent.open().intact()).isFalse();
    }

    @Test
    void aGenerationShutsWhatOlderOnesSentAndFreesRootsThatItDoesNotSend() {
        roots.keepOwn(LEFT, roots.newGradient(table));
        ReadableSource.Sent sent = source.send(roots.own(0, LEFT));
        ByteBuffer left = roots.inbox(0, LEFT);
        ByteBuffer right = roots.inbox(0, RIGHT);
        left.putFloat(0, 3);
        right.putFloat(0, 4);

        roots.enterGeneration(Set.of(LEFT));

        assertThat(sent.open().intact()).isFalse();
        assertThat(roots.inbox(0, LEFT).getFloat(0)).isEqualTo(3);
        assertThat(roots.inbox(0, RIGHT).getFloat(0)).isZero();
    }
}
