package org.steelworks.ops.cli;

import java.util.Arrays;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.eval.model.ModelDevice;
import org.steelworks.gpu.tensor.Placement;
import picocli.CommandLine.Option;

/** What a command computes on, in its own process. */
final class DeviceOptions {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "What computes: cpu, or cuda for the first NVIDIA device (default: ${DEFAULT-VALUE}).")
    private String device = TrainSpec.Device.CPU.key();

    @Option(names = "--threads", paramLabel = "T", description = "Threads of the kernels (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    ModelDevice chosen() {
        return Arrays.stream(TrainSpec.Device.values())
                .filter(known -> known.key().equals(device))
                .findFirst()
                .map(known -> new ModelDevice(Placement.of(known), threads))
                .orElseThrow(() ->
                        new CommandFailure(CommandFailure.USAGE, "--device " + device + ": there are cpu and cuda"));
    }
}
