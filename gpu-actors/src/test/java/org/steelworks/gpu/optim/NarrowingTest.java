package org.steelworks.gpu.optim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.Bfloat16;
import org.steelworks.core.tensor.DType;
import org.steelworks.gpu.fixture.OnDevice;

class NarrowingTest {
    private static final int N = 10_007;

    /** A holder's compute weights come from the kernel or, with state that is received, from Java: the bits must be equal. */
    @Test
    void theKernelAndJavaRoundAlike() {
        ByteBuffer fp32 = AlignedBuffers.allocate(DType.F32, N);
        Random random = new Random(7);
        for (int i = 0; i < N; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            fp32.putFloat(i * Float.BYTES, Float.isNaN(value) ? 0.1f * i : value);
        }
        fp32.putFloat(0, Float.intBitsToFloat(0x3f808000));
        fp32.putFloat(4, Float.intBitsToFloat(0x3f818000));
        ByteBuffer byKernel = AlignedBuffers.allocate(DType.BF16, N);
        ByteBuffer byJava = AlignedBuffers.allocate(DType.BF16, N);

        OnDevice.run(library -> new WeightNarrowing(library).narrow(byKernel, fp32));
        Bfloat16.narrow(fp32, byJava);

        assertThat(byKernel).isEqualTo(byJava);
        assertThat(byJava.getShort(0)).isEqualTo((short) 0x3f80);
        assertThat(byJava.getShort(2)).isEqualTo((short) 0x3f82);
    }
}
