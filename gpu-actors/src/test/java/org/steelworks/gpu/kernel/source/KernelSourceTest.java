package org.steelworks.gpu.kernel.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class KernelSourceTest {
    private static final String ONE = "# a comment\ndef f(self: __torch__.Kernels, x: Tensor) -> Tensor:\n  return x\n";

    @Test
    void filesBecomeMethodsOfOneClassInOrderOfNames() {
        KernelSource source = KernelSource.of(Map.of("b.ts", ONE.replace(" f(", " g("), "a.ts", ONE));
        assertThat(source.moduleText())
                .isEqualTo("class Kernels(Module):\n"
                        + "  __parameters__ = []\n"
                        + "  __buffers__ = []\n"
                        + "  training : bool\n"
                        + "  def f(self: __torch__.Kernels, x: Tensor) -> Tensor:\n"
                        + "    return x\n"
                        + "  def g(self: __torch__.Kernels, x: Tensor) -> Tensor:\n"
                        + "    return x\n");
    }

    @Test
    void theDigestDependsOnEveryNameAndCharacter() {
        String digest = KernelSource.of(Map.of("a.ts", ONE)).digest();
        assertThat(KernelSource.of(Map.of("a.ts", ONE)).digest()).isEqualTo(digest);
        assertThat(KernelSource.of(Map.of("b.ts", ONE)).digest()).isNotEqualTo(digest);
        assertThat(KernelSource.of(Map.of("a.ts", ONE.replace("return x", "return  x")))
                        .digest())
                .isNotEqualTo(digest);
    }

    @Test
    void aStrayLineIsNamed() {
        assertThatThrownBy(() -> KernelSource.of(Map.of("a.ts", ONE + "import torch\n")))
                .hasMessageContaining("kernel file a.ts, line 4");
        assertThatThrownBy(() -> KernelSource.of(Map.of())).hasMessageContaining("no kernel files");
    }

    @Test
    void theArchiveHoldsStoredEntriesAndIsReproducible() throws IOException {
        KernelSource source = KernelSource.of(Map.of("a.ts", ONE));
        byte[] bytes = KernelArchive.bytes(source);
        assertThat(KernelArchive.bytes(source)).isEqualTo(bytes);
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                names.add(entry.getName());
            }
        }
        assertThat(names)
                .containsExactly(
                        "kernels/data.pkl", "kernels/code/__torch__.py", "kernels/constants.pkl", "kernels/version");
    }

    /** The bytes that Python's pickle module reads as the object and as (). */
    @Test
    void picklesAreProtocolTwo() {
        assertThat(HexFormat.of().formatHex(PickleWriter.emptyTuple())).isEqualTo("8002292e");
        assertThat(HexFormat.of().formatHex(PickleWriter.trainingModule("m", "C")))
                .isEqualTo("8002636d0a430a710029817d28580800000074" + "7261696e696e678875622e");
    }
}
