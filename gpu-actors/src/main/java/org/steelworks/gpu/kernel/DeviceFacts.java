package org.steelworks.gpu.kernel;

import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.cuda.CudaUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.steelworks.gpu.tensor.DeviceTensor;
import org.steelworks.gpu.tensor.Placement;

/** What kernel results depend on besides their arguments: libtorch's build, the device, the processor and their settings. */
public final class DeviceFacts {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** Environment variables that make libtorch's or its libraries' kernels choose other code. */
    private static final List<String> KERNEL_VARIABLES = List.of(
            "ATEN_CPU_CAPABILITY",
            "MKL_CBWR",
            "MKL_ENABLE_INSTRUCTIONS",
            "MKL_DEBUG_CPU_TYPE",
            "ONEDNN_MAX_CPU_ISA",
            "DNNL_MAX_CPU_ISA",
            "ONEDNN_DEFAULT_FPMATH_MODE",
            "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE");

    private static final List<String> CUDA_VARIABLES = List.of("NVIDIA_TF32_OVERRIDE", "CUBLAS_WORKSPACE_CONFIG");

    private DeviceFacts() {}

    /** Items in a fixed order, as found on this machine. Device thread only. */
    public static Map<String, String> items(KernelLibrary library) {
        Map<String, String> items = new LinkedHashMap<>();
        items.put("libtorch", LibUtils.getVersion());
        items.put("libtorch.features", String.join("+", new TreeSet<>(JniUtils.getFeatures())));
        items.put("device", library.memory().placement().device());
        if (library.memory().placement() == Placement.CUDA) {
            items.put("cuda", CudaUtils.getCudaVersionString());
            items.put("cuda.capability", CudaUtils.getComputeCapability(0));
            putVariables(items, CUDA_VARIABLES);
        }
        items.put("cpu.capability", capability(library));
        List<String> lines = cpuInfo();
        items.put("cpu.vendor", field(lines, "vendor_id"));
        items.put("cpu.family", field(lines, "cpu family"));
        items.put("cpu.model", field(lines, "model"));
        items.put("cpu.vector", vectorFlags(field(lines, "flags")));
        putVariables(items, KERNEL_VARIABLES);
        items.put("threads", Integer.toString(library.threads()));
        items.put("kernels", library.digest());
        return items;
    }

    private static void putVariables(Map<String, String> items, List<String> variables) {
        for (String variable : variables) {
            items.put("env." + variable, System.getenv().getOrDefault(variable, ""));
        }
    }

    /** Whether a device multiplies bf16 numbers itself. */
    public static boolean multipliesBfloat16(Placement placement) {
        if (placement == Placement.CUDA) {
            return true;
        }
        String flags = " " + field(cpuInfo(), "flags") + " ";
        return flags.contains(" avx512_bf16 ") || flags.contains(" amx_bf16 ");
    }

    private static String capability(KernelLibrary library) {
        try (DeviceTensor codes = library.kernel("cpu_capability").call()) {
            ByteBuffer bytes = codes.array().toByteBuffer(true).order(ByteOrder.LITTLE_ENDIAN);
            StringBuilder name = new StringBuilder();
            while (bytes.hasRemaining()) {
                name.append((char) bytes.getLong());
            }
            return name.toString();
        }
    }

    private static List<String> cpuInfo() {
        if (!Files.isReadable(CPU_INFO)) {
            return List.of();
        }
        try {
            return Files.readAllLines(CPU_INFO);
        } catch (IOException e) {
            throw new UncheckedIOException(CPU_INFO + " cannot be read: the processor is part of the fingerprint", e);
        }
    }

    private static String field(List<String> lines, String name) {
        return lines.stream()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2 && parts[0].strip().equals(name))
                .map(parts -> parts[1].strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String vectorFlags(String flags) {
        return Arrays.stream(flags.split(" "))
                .filter(flag -> flag.startsWith("avx")
                        || flag.startsWith("amx")
                        || flag.startsWith("sse")
                        || flag.startsWith("fma"))
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
