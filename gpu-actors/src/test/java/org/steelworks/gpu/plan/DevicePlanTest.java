package org.steelworks.gpu.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.fixture.TinyModels;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.state.RunMemory;
import org.steelworks.gpu.tensor.Placement;

class DevicePlanTest {
    private final ParameterTable table = TinyModels.table("raw_raw_gqa2");

    private static TrainSpec train(TrainSpec.Precision precision, TrainSpec.Device device) {
        return MemoryPlanTest.train(precision, 0, device);
    }

    @ParameterizedTest
    @EnumSource(TrainSpec.Precision.class)
    void shouldCountTheTensorsThatTheDeviceHas(TrainSpec.Precision precision) {
        DevicePlan plan = DevicePlan.of(table, train(precision, TrainSpec.Device.CUDA), 2, 48, 256);

        OnDevice.run(Placement.HOST_APART, library -> {
            try (SteelDecoder decoder = new SteelDecoder(library, table, precision);
                    DeviceVectors weights = decoder.bind(new RunMemory(table, precision).computeWeights());
                    DeviceVectors gradient = decoder.gradientAlone()) {
                assertThat(plan.weights()).isEqualTo(weights.bytes());
                // 4 leaves of this worker: the one in work and the sums of two levels
                assertThat(plan.gradients()).isEqualTo(3 * gradient.bytes());
            }
        });
        assertThat(plan.total()).isEqualTo(plan.weights() + plan.gradients() + plan.activations());
    }

    @ParameterizedTest
    @EnumSource(TrainSpec.Precision.class)
    void shouldLeaveTheHostTheStateAndTheRoots(TrainSpec.Precision precision) {
        MemoryPlan cpu = MemoryPlan.of(table, train(precision, TrainSpec.Device.CPU), 2, 1, 48, 256, false);
        MemoryPlan cuda = MemoryPlan.of(table, train(precision, TrainSpec.Device.CUDA), 2, 1, 48, 256, false);

        assertThat(cuda.activations()).isZero();
        assertThat(cuda.gradients()).isEqualTo(table.elements() * 4);
        assertThat(cuda.moments()).isEqualTo(cpu.moments());
        assertThat(cuda.masterWeights()).isEqualTo(cpu.masterWeights());
        assertThat(cuda.computeWeights()).isEqualTo(cpu.computeWeights());
    }
}
