package org.steelworks.ops.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.steelworks.core.spec.TrainSpec;

/**
 * The PyTorch script beside which we measure. It prints one JSON object as its last line.
 *
 * @param python interpreter with torch and numpy
 * @param script {@code bench/torch_baseline.py}, or one that understands the same options
 */
public record TorchBaseline(String python, Path script) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public TorchBaseline {
        if (!Files.isReadable(script)) {
            throw new BenchFailure("the baseline script " + script + " cannot be read: name another with --script");
        }
    }

    /** Checks that torch is there, once, before anything is measured; returns its version. */
    public String version(Path folder) throws IOException {
        try {
            return ChildRun.of(
                            List.of(python, "-c", "import numpy, torch; print(torch.__version__)"),
                            Map.of(),
                            folder,
                            folder.resolve("python.log"))
                    .lastLine();
        } catch (BenchFailure e) {
            throw new BenchFailure(
                    "the baseline needs Python with torch and numpy (pip install torch==2.7.1 numpy), and " + python
                            + " has not: name an interpreter that has with --python; " + e.getMessage(),
                    e);
        }
    }

    /** Training by a rival. */
    JsonNode train(TrainBench bench, Rival rival, Path folder) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--case", bench.precision()));
        arguments.addAll(bench.model().arguments());
        arguments.addAll(List.of(
                "--processes", Integer.toString(bench.workers()),
                "--threads", Integer.toString(bench.threads()),
                "--steps", Integer.toString(bench.steps())));
        arguments.addAll(device(bench.device()));
        arguments.addAll(rival.arguments());
        return run(arguments, rival.environment(), folder);
    }

    /** How a script is told the device; those that know the processor alone need not be. */
    static List<String> device(String device) {
        return device.equals(TrainSpec.Device.CPU.key()) ? List.of() : List.of("--device", device);
    }

    /** A case that needs no rival. */
    JsonNode run(List<String> arguments, Map<String, String> environment, Path folder) throws IOException {
        List<String> command = new ArrayList<>(List.of(python, script.toString()));
        command.addAll(arguments);
        ChildRun child = ChildRun.of(command, environment, folder, folder.resolve("python.log"));
        try {
            return JSON.readTree(child.lastLine());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new BenchFailure(script + " did not end with a line of JSON but with: " + child.lastLine(), e);
        }
    }
}
