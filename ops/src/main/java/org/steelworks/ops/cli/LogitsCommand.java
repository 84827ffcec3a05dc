package org.steelworks.ops.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.tensor.AlignedBuffers;
import org.steelworks.core.tensor.DType;
import org.steelworks.core.tensor.HostTensor;
import org.steelworks.core.tensor.Shape;
import org.steelworks.eval.model.ModelDevice;
import org.steelworks.eval.model.ModelFolder;
import org.steelworks.gpu.kernel.DeviceSettings;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.logits.ModelProbe;
import org.steelworks.gpu.tensor.Placement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel logits}: a model's numbers for given tokens. */
@Command(
        name = "logits",
        description = "Write a model's logits, loss and gradients for given tokens.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads the tensors input_ids [B,S] and, optionally, targets [B,S] (the target of each position, already"
                    + " shifted) from a safetensors file; writes logits, with targets also loss, and with --grads a"
                    + " tensor grad.NAME for every parameter."
        })
final class LogitsCommand implements Callable<Integer> {
    private static final String IDS = "input_ids";
    private static final String TARGETS = "targets";

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "D", description = "Model folder, checkpoint or run.")
    private Path model;

    @Option(names = "--in", required = true, paramLabel = "F", description = "Safetensors file with the tokens.")
    private Path in;

    @Option(names = "--out", required = true, paramLabel = "F", description = "Safetensors file to write.")
    private Path out;

    @Option(names = "--grads", description = "Write gradients too; needs targets.")
    private boolean grads;

    @Option(
            names = "--ignore-index",
            paramLabel = "ID",
            description = "Target that does not count (default: ${DEFAULT-VALUE}).")
    private int ignoreIndex = -100;

    @Option(names = "--dtype", paramLabel = "TYPE", description = "Precision: float32 (default: ${DEFAULT-VALUE}).")
    private String dtype = "float32";

    @Mixin
    private DeviceOptions device;

    @Override
    public Integer call() throws IOException {
        if (!dtype.equals("float32")) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "--dtype " + dtype + ": there are kernels for float32 alone; leave it out");
        }
        ModelDevice on = device.chosen();
        HostTensor ids = required(IDS);
        HostTensor targets = TensorFile.read(in, TARGETS);
        if (grads && targets == null) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    in + ": --grads needs the tensor " + TARGETS + " [B,S], which the file does not have");
        }
        List<HostTensor> results = new ArrayList<>();
        try (ModelFolder folder = ModelFolder.open(model);
                DeviceThread thread = DeviceThread.start(new DeviceSettings(on.threads(), 1))) {
            check(folder.spec(), ids);
            Map<String, HostTensor> weights = folder.weights().tensors();
            thread.call("logits", () -> {
                compute(on.placement(), folder.spec(), weights, ids, targets, results);
                return null;
            });
        }
        TensorFile.write(out, results);
        spec.commandLine().getErr().println("wrote " + results.size() + " tensors to " + out);
        return 0;
    }

    private HostTensor required(String name) throws IOException {
        HostTensor tensor = TensorFile.read(in, name);
        if (tensor == null) {
            throw new FormatException(in + ": there is no tensor " + name + "; the file needs one of shape [B,S]");
        }
        return tensor;
    }

    private void check(ModelSpec model, HostTensor ids) {
        if (ids.shape().rank() != 2 || ids.shape().elements() == 0) {
            throw new FormatException(in + ": tensor " + IDS + " has shape " + ids.shape() + ", [B,S] is needed");
        }
        if (ids.shape().extent(1) > model.maxPositions()) {
            throw new FormatException(in + ": its sequences have " + ids.shape().extent(1)
                    + " tokens, the model reads at most " + model.maxPositions()
                    + " (max_position_embeddings): shorten them");
        }
    }

    private void compute(
            Placement placement,
            ModelSpec spec,
            Map<String, HostTensor> weights,
            HostTensor ids,
            HostTensor targets,
            List<HostTensor> results) {
        try (KernelLibrary library = KernelLibrary.open(placement);
                ModelProbe probe = new ModelProbe(library, spec, weights)) {
            results.add(probe.logits(ids, () -> false));
            if (grads) {
                ModelProbe.Gradients gradients = probe.gradients(ids, targets, ignoreIndex, () -> false);
                results.add(scalar("loss", gradients.loss()));
                gradients
                        .gradients()
                        .forEach((name, gradient) -> results.add(
                                new HostTensor("grad." + name, gradient.dtype(), gradient.shape(), gradient.bytes())));
            } else if (targets != null) {
                results.add(scalar("loss", probe.loss(ids, targets, ignoreIndex, () -> false)));
            }
        }
    }

    private static HostTensor scalar(String name, double value) {
        ByteBuffer bytes = AlignedBuffers.allocate(DType.F32, 1);
        bytes.putFloat((float) value);
        return new HostTensor(name, DType.F32, Shape.of(1), bytes.flip());
    }
}
