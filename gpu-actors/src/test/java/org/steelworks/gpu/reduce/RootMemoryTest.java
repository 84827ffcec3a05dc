package org.steelworks.gpu.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.leaf.LeafTree;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.gpu.tensor.FlatVectors;

class RootMemoryTest {
    private static final LeafTree.Node LEFT = new LeafTree.Node(0, 0);
    private static final LeafTree.Node RIGHT = new LeafTree.Node(0, 1);

    private final ParameterTable table = ParameterTable.of(new ModelSpec(
            61, 16, 24, 1, 2, 4, 2, 64, 0.02, 1e-6, 10_000, false, FeedForwardKind.RAW, MlpKind.RAW, 1, 1, -1, -1));
    private final Readable source = new Readable();
    private final RootMemory roots = new RootMemory(BucketPlan.of(table), source);

    /** Memory that others read whenever they get to it, unless it was renewed since. */
    private static final class Readable implements BufferSource {
        private int buffers;
        private int renewals;

        @Override
        public ByteBuffer allocate(long bytes) {
            buffers++;
            return AlignedBuffers.allocate(bytes);
        }

        @Override
        public void renew() {
            renewals++;
        }
    }

    @Test
    void gradientsAloneLieWhereOthersCanReadThem() {
        roots.keepOwn(LEFT, roots.newGradient(table));
        roots.inbox(0, RIGHT);

        assertThat(source.buffers).isEqualTo(table.vectors().size());
    }

    @Test
    void ownRootsAreShutBeforeTheirMemoryIsWrittenAgain() {
        FlatVectors gradient = roots.newGradient(table);
        roots.keepOwn(LEFT, gradient);
        assertThat(source.renewals).isZero();

        roots.dropOwn();

        assertThat(source.renewals).isOne();
    }

    @Test
    void aGenerationShutsWhatOlderOnesSentAndFreesRootsThatItDoesNotSend() {
        ByteBuffer left = roots.inbox(0, LEFT);
        ByteBuffer right = roots.inbox(0, RIGHT);
        left.putFloat(0, 3);
        right.putFloat(0, 4);

        roots.enterGeneration(Set.of(LEFT));

        assertThat(source.renewals).isOne();
        assertThat(roots.inbox(0, LEFT).getFloat(0)).isEqualTo(3);
        assertThat(roots.inbox(0, RIGHT).getFloat(0)).isZero();
    }
}
