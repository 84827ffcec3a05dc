package org.steelworks.gpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.steelworks.gpu.fixture.OnDevice;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.HostCopy;

class KernelLibraryTest {
    @Test
    void everyKernelFileIsListed() throws Exception {
        Path folder = resource("/kernels/memory.ts").getParent();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(KernelLibrary.FILES);
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(KernelLibrary.class.getResource(name).toURI());
    }

    @Test
    void aFailingKernelSaysWhichAndWithWhatShapes() {
        OnDevice.run(library -> {
            try (DeviceTensor three = library.memory().floats(1, 2, 3);
                    DeviceTensor two = library.memory().floats(1, 2)) {
                assertThatThrownBy(() -> library.kernel("add_into").run(three, two))
                        .isInstanceOf(KernelException.class)
                        .hasMessageStartingWith("kernel add_into failed with arguments [3], [2]: ")
                        .extracting(e -> ((KernelException) e).kernel())
                        .isEqualTo("add_into");
                assertThatThrownBy(() -> library.kernel("no_such_kernel").run(three))
                        .isInstanceOf(KernelException.class)
                        .hasMessageContaining("no_such_kernel");
                library.kernel("add_into").run(three, three);
                assertThat(HostCopy.floats(three)).containsExactly(2, 4, 6);
            }
        });
    }

    @Test
    void onlyTheOwningThreadCalls() {
        OnDevice.run(library -> {
            Kernel kernel = library.kernel("leaf");
            DeviceTensor tensor = library.memory().floats(1);
            Throwable[] seen = new Throwable[1];
            Thread other = new Thread(() -> {
                try {
                    kernel.run(tensor);
                } catch (IllegalStateException e) {
                    seen[0] = e;
                }
            });
            other.start();
            other.join();
            assertThat(seen[0]).hasMessageContaining("only steel-device may call libtorch");
        });
    }

    @Test
    void aClosedTensorIsRefused() {
        OnDevice.run(library -> {
            long open = library.memory().openTensors();
            DeviceTensor tensor = library.memory().floats(1);
            tensor.close();
            tensor.close();
            assertThatThrownBy(() -> library.kernel("leaf").call(tensor)).hasMessageContaining("is closed");
            assertThat(library.memory().openTensors()).isEqualTo(open);
        });
    }

    @Test
    void deviceFactsNameTheBuildAndTheProcessor() {
        OnDevice.run(library -> {
            Map<String, String> items = DeviceFacts.items(library);
            assertThat(items.get("libtorch")).startsWith("2.7.1");
            assertThat(items.get("cpu.capability")).isIn("AVX512", "AVX2", "DEFAULT", "NO AVX");
            assertThat(items.get("threads")).isEqualTo("1");
            assertThat(items.get("kernels")).isEqualTo(library.digest()).matches("[0-9a-f]{64}");
            assertThat(items.get("cpu.vector")).contains("sse");
        });
    }
}
