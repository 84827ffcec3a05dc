package org.steelworks.ops.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.steelworks.gpu.kernel.DeviceFacts;
import org.steelworks.gpu.kernel.DeviceSettings;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.Placement;
import org.steelworks.ops.process.CudaDevices;

/** The checks of {@code steel doctor}. Each says what it found; what is wrong comes with the advice. */
final class MachineCheck {
    private static final long GIB = 1L << 30;
    private static final long LITTLE_MEMORY = 4 * GIB;
    private static final long LITTLE_SHARED_MEMORY = GIB / 4;
    private static final long LITTLE_DISK = 5 * GIB;
    private static final int PORT = 7600;
    private static final String CUDA_ADVICE =
            "install PyTorch 2.7.1 for CUDA 12.8 and set  PYTORCH_LIBRARY_PATH  to its"
                    + " torch/lib folder,  PYTORCH_FLAVOR=cu128  and  LD_LIBRARY_PATH  to the lib folders of its nvidia packages";

    /** How bad it is. */
    enum State {
        OK,
        /** Works, with a limit. */
        WARNING,
        /** Nothing runs without it. */
        MISSING
    }

    /** What a check found; {@code advice} is empty where all is well. */
    record Finding(String item, State state, String found, String advice) {}

    private MachineCheck() {}

    static List<Finding> all() throws IOException {
        MachineFacts machine = MachineFacts.read();
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(new Finding("cores", State.OK, Integer.toString(machine.cores()), ""));
        findings.add(memory(machine));
        findings.add(space(
                "/dev/shm",
                Path.of("/dev/shm"),
                LITTLE_SHARED_MEMORY,
                "workers exchange gradients there:"
                        + " mount it larger, for instance  mount -o remount,size=2g /dev/shm"));
        findings.add(space(
                "disk here",
                Path.of("").toAbsolutePath(),
                LITTLE_DISK,
                "checkpoints need three times 12 bytes" + " a parameter: free some space or work on another disk"));
        findings.add(temporary());
        findings.add(libtorch());
        findings.add(devices());
        findings.add(port());
        findings.add(chromium());
        return findings;
    }

    private static Finding java() {
        int feature = Runtime.version().feature();
        String found = Runtime.version() + " at " + System.getProperty("java.home");
        return feature == 17
                ? new Finding("java", State.OK, found, "")
                : new Finding("java", State.WARNING, found, "built and tested with JDK 17: set STEEL_JAVA_HOME to one");
    }

    private static Finding memory(MachineFacts machine) {
        String found =
                PlanCommand.size(machine.memoryBytes()) + ", available " + PlanCommand.size(machine.availableBytes());
        return machine.availableBytes() >= LITTLE_MEMORY
                ? new Finding("memory", State.OK, found, "")
                : new Finding("memory", State.WARNING, found, "steel plan RECIPE says what a training needs");
    }

    private static Finding space(String item, Path path, long little, String advice) throws IOException {
        if (!Files.isDirectory(path)) {
            return new Finding(item, State.MISSING, path + " does not exist", advice);
        }
        FileStore store = Files.getFileStore(path);
        String found = PlanCommand.size(store.getUsableSpace()) + " free of " + PlanCommand.size(store.getTotalSpace());
        if (!Files.isWritable(path)) {
            return new Finding(
                    item, State.MISSING, found + ", not writable", "make " + path + " writable for this user");
        }
        return store.getUsableSpace() >= little
                ? new Finding(item, State.OK, found, "")
                : new Finding(item, State.WARNING, found, advice);
    }

    /** Native libraries are unpacked once into a folder of the user. */
    private static Finding temporary() throws IOException {
        String home = System.getenv().getOrDefault("DJL_CACHE_DIR", System.getProperty("user.home"));
        return space("disk home", Path.of(home), GIB, "libtorch is unpacked there: free 1 GiB, or set DJL_CACHE_DIR");
    }

    private static Finding libtorch() {
        try (DeviceThread device = DeviceThread.start(DeviceSettings.DEFAULT)) {
            Map<String, String> facts = device.call("facts", () -> {
                try (KernelLibrary library = KernelLibrary.open()) {
                    return DeviceFacts.items(library);
                }
            });
            boolean cuda = facts.get("libtorch.features").contains("CUDA");
            return new Finding(
                    "libtorch",
                    State.OK,
                    facts.get("libtorch") + (cuda ? " for CUDA and the processor" : " for the processor")
                            + ", processor kernels for " + facts.get("cpu.capability"),
                    "");
        } catch (RuntimeException | LinkageError e) {
            return new Finding(
                    "libtorch",
                    State.MISSING,
                    "cannot be loaded: " + e.getMessage(),
                    "the bundled build is for Linux on x86-64 with glibc; elsewhere set PYTORCH_LIBRARY_PATH to the lib"
                            + " folder of PyTorch 2.7.1");
        }
    }

    private static Finding devices() {
        int count = CudaDevices.here().names().size();
        if (count == 0) {
            return new Finding("gpu", State.OK, "no NVIDIA device; train.device must be cpu", "");
        }
        String found = count + " NVIDIA device" + (count == 1 ? "" : "s");
        try (DeviceThread device = DeviceThread.start(DeviceSettings.DEFAULT)) {
            Map<String, String> facts = device.call("facts", () -> {
                try (KernelLibrary library = KernelLibrary.open(Placement.CUDA)) {
                    return DeviceFacts.items(library);
                }
            });
            return new Finding(
                    "gpu",
                    State.OK,
                    found + ", CUDA " + facts.get("cuda") + ", compute capability " + facts.get("cuda.capability"),
                    "");
        } catch (RuntimeException | LinkageError e) {
            return new Finding("gpu", State.WARNING, found + ", not usable: " + e.getMessage(), CUDA_ADVICE);
        }
    }

    private static Finding port() {
        try (ServerSocket socket = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
            return new Finding("port " + socket.getLocalPort(), State.OK, "free", "");
        } catch (IOException e) {
            return new Finding(
                    "port " + PORT,
                    State.WARNING,
                    "in use: " + e.getMessage(),
                    "another cluster may run there; steel up --port takes another");
        }
    }

    private static Finding chromium() {
        boolean found = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .anyMatch(Files::isExecutable);
        return found
                ? new Finding("chromium", State.OK, "found", "")
                : new Finding(
                        "chromium",
                        State.WARNING,
                        "not found; only steel test needs it",
                        "apt-get update && apt-get install -y chromium");
    }
}
