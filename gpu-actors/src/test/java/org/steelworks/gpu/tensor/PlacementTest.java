package org.steelworks.gpu.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.fixture.OnDevice;

class PlacementTest {
    private final ByteBuffer host = AlignedBuffers.allocate(DType.F32, 3);

    private float[] afterTheHostChanged(Placement placement) {
        float[][] seen = new float[1][];
        OnDevice.run(placement, library -> {
            host.asFloatBuffer().put(new float[] {1, 2, 3});
            try (DeviceTensor input = library.input(host, DType.F32, 3)) {
                host.asFloatBuffer().put(new float[] {4, 5, 6});
                seen[0] = HostCopy.floats(input);
            }
        });
        return seen[0];
    }

    @Test
    void shouldSeeTheHostsMemoryWhereItIsShared() {
        assertThat(afterTheHostChanged(Placement.HOST)).containsExactly(4, 5, 6);
    }

    @Test
    void shouldCopyWhereItIsApart() {
        assertThat(afterTheHostChanged(Placement.HOST_APART)).containsExactly(1, 2, 3);
    }

    @Test
    void shouldSayWhatLibtorchLacks() {
        assertThatThrownBy(() -> OnDevice.run(Placement.CUDA, library -> {}))
                .isInstanceOf(DeviceMissingException.class)
                .hasMessageContaining("built for the processor alone")
                .hasMessageContaining("steel doctor");
    }

    @Test
    void shouldLockPagesForCudaAlone() {
        try (HostPages pages = HostPages.of(Placement.HOST_APART)) {
            pages.lock(host);

            assertThat(pages.locking(BufferSource.PRIVATE)).isSameAs(BufferSource.PRIVATE);
        }
    }

    @Test
    void shouldGoOnWithoutLockedPagesWhereThereIsNoDriver() {
        try (HostPages pages = HostPages.of(Placement.CUDA)) {
            ByteBuffer buffer = pages.locking(BufferSource.PRIVATE).allocate(64);

            assertThat(buffer.remaining()).isEqualTo(64);
        }
    }
}
