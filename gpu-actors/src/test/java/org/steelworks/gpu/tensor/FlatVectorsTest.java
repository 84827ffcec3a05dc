package org.steelworks.gpu.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.fixture.GoldenFiles;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.fixture.TinyModels;

class FlatVectorsTest {
    private final ParameterTable table = TinyModels.table("raw_raw");

    @Test
    void namedTensorsComeBackAsTheyWent() {
        FlatVectors vectors = TinyModels.weights("raw_raw");
        GoldenFiles.tensors("raw_raw/model.safetensors").forEach((name, tensor) -> assertThat(
                        GoldenFiles.floats(vectors.tensors().get(name)))
                .as(name)
                .isEqualTo(GoldenFiles.floats(tensor)));
    }

    @Test
    void everyVectorIsAligned() {
        FlatVectors vectors = FlatVectors.zeros(table);
        for (FlatVector vector : table.vectors()) {
            assertThat(vectors.bytes(vector.ordinal()).alignmentOffset(0, AlignedBuffers.ALIGNMENT))
                    .isZero();
        }
    }

    @Test
    void bucketsAreViewsOfTheVectors() {
        FlatVectors vectors = FlatVectors.zeros(table);
        for (Bucket bucket : BucketPlan.of(table).buckets()) {
            vectors.bytes(bucket).putFloat(0, 3f);
            assertThat(vectors.bytes(bucket.vector()).getFloat((int) bucket.offset() * Float.BYTES))
                    .isEqualTo(3f);
            assertThat(vectors.bytes(bucket).remaining()).isEqualTo(bucket.length() * Float.BYTES);
        }
    }

    @Test
    void initialWeightsFollowTheSeed() {
        FlatVectors one = FlatVectors.initial(table, 1);
        assertThat(one.bytes(1)).isEqualTo(FlatVectors.initial(table, 1).bytes(1));
        assertThat(one.bytes(1)).isNotEqualTo(FlatVectors.initial(table, 2).bytes(1));
        assertThat(GoldenFiles.floats(one.tensors().get("model.norm.weight"))).containsOnly(1f);
    }

    @Test
    void memoryThatKernelsCannotTakeIsRefused() {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (FlatVector vector : table.vectors()) {
            buffers.add(AlignedBuffers.allocate(DType.F32, vector.length()));
        }
        FlatVectors.over(table, buffers);
        int bytes = buffers.get(0).capacity();
        buffers.set(0, AlignedBuffers.allocate(bytes + 4).slice(4, bytes));
        assertThatThrownBy(() -> FlatVectors.over(table, buffers)).hasMessageContaining("64-byte boundary");
        buffers.set(0, ByteBuffer.allocate(bytes));
        assertThatThrownBy(() -> FlatVectors.over(table, buffers)).hasMessageContaining("direct buffer");
        assertThatThrownBy(() -> FlatVectors.over(table, List.of())).hasMessageContaining("0 buffers were given");
    }

    @Test
    void aTensorViewIsTheBuffersOwnMemory() {
        OnDevice.run(library -> {
            ByteBuffer buffer = AlignedBuffers.allocate(DType.F32, 4);
            try (DeviceTensor view = library.memory().view(buffer, 2, 2);
                    DeviceTensor ones = library.memory().floats(1, 1, 1, 1)) {
                try (DeviceTensor square = library.memory().view(buffer, 4)) {
                    library.kernel("add_into").run(square, ones);
                }
                buffer.putFloat(8, 5f);
                assertThat(buffer.getFloat(0)).isEqualTo(1f);
                assertThat(HostCopy.floats(view)).containsExactly(1, 1, 5, 1);
            }
        });
    }

    @Test
    void viewsCheckSizeOrderAndType() {
        OnDevice.run(library -> {
            ByteBuffer buffer = AlignedBuffers.allocate(DType.F32, 4);
            DeviceMemory memory = library.memory();
            assertThatThrownBy(() -> memory.view(buffer, 5)).hasMessageContaining("needs 20 bytes, the buffer has 16");
            assertThatThrownBy(() -> memory.view(buffer.duplicate().order(ByteOrder.BIG_ENDIAN), 4))
                    .hasMessageContaining("little-endian");
            assertThatThrownBy(() -> memory.view(buffer, DType.BF16, 8)).hasMessageContaining("bf16");
        });
    }
}
