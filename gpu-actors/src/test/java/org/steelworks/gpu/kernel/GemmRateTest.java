package org.steelworks.gpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.steelworks.gpu.tensor.Placement;

class GemmRateTest {
    @Test
    void shouldTakeTheFastestProduct() {
        AtomicLong nowNs = new AtomicLong();
        AtomicLong call = new AtomicLong();
        try (DeviceThread device = DeviceThread.start(DeviceSettings.DEFAULT)) {
            // each product takes 5 ms by this clock, but for one of 1 ms
            double rate = device.call(
                    "measure",
                    () -> GemmRate.measure(
                            Placement.HOST,
                            () -> nowNs.addAndGet(call.incrementAndGet() == 8 ? 1_000_000 : 5_000_000)));

            // 256 cubed multiply-adds in a millisecond
            assertThat(rate).isEqualTo(2.0 * 256 * 256 * 256 / 1_000_000 * 1e9);
        }
    }

    @Test
    void shouldMeasureWhatAProcessorCoreCanDo() {
        try (DeviceThread device = DeviceThread.start(DeviceSettings.DEFAULT)) {
            double rate = device.call("measure", () -> GemmRate.measure(Placement.HOST, System::nanoTime));

            // from a slow core without vectors to 64 fp32 FMAs a cycle at 6 GHz
            assertThat(rate).isBetween(1e8, 1e12);
        }
    }
}
