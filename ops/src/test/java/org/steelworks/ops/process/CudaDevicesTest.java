package org.steelworks.ops.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaDevicesTest {
    @TempDir
    private Path files;

    @Test
    void shouldGiveSlotsTheDevicesInTurn() throws IOException {
        for (String name : new String[] {"nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm", "null"}) {
            Files.createFile(files.resolve(name));
        }

        CudaDevices devices = CudaDevices.of(null, files);

        assertThat(devices.names()).containsExactly("0", "1");
        assertThat(devices.environment(0)).containsEntry("CUDA_VISIBLE_DEVICES", "0");
        assertThat(devices.environment(3)).containsEntry("CUDA_VISIBLE_DEVICES", "1");
    }

    @Test
    void shouldKeepToTheDevicesThatTheNodeMaySee() {
        CudaDevices devices = CudaDevices.of("3, GPU-5a", files);

        assertThat(devices.environment(1)).containsEntry("CUDA_VISIBLE_DEVICES", "GPU-5a");
        assertThat(devices.environment(2)).containsEntry("CUDA_VISIBLE_DEVICES", "3");
    }

    @Test
    void shouldLeaveTheEnvironmentAloneWhereThereIsNoDevice() {
        assertThat(CudaDevices.of(null, files).environment(0)).isEmpty();
        assertThat(CudaDevices.of("", files).environment(0)).isEmpty();
    }
}
