package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.gpu.generate.Sampling;
import picocli.CommandLine.Option;

/**
 * How tokens are chosen. What is not said on the command line comes from the model's {@code generation_config.json},
 * then from the defaults of transformers. Without any option of sampling, and where that file does not ask for it, the
 * most likely token is taken.
 */
final class SamplingOptions {
    private static final String FILE = "generation_config.json";
    private static final int USUAL_TOP_K = 50;

    @Option(names = "--greedy", description = "Always take the most likely token.")
    private boolean greedy;

    @Option(names = "--temperature", paramLabel = "X", description = "Divide the logits by X; 0 is --greedy.")
    private Double temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Keep the K most likely tokens; 0 keeps all.")
    private Integer topK;

    @Option(names = "--top-p", paramLabel = "P", description = "Keep the most likely tokens that reach probability P.")
    private Double topP;

    @Option(
            names = "--repetition-penalty",
            paramLabel = "X",
            description = "Make tokens that occurred already less likely; 1 is off.")
    private Double repetitionPenalty;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the draws (default: ${DEFAULT-VALUE}).")
    private long seed;

    Sampling of(Path model) throws IOException {
        boolean drawing = temperature != null || topK != null || topP != null;
        if (greedy && drawing) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "--greedy takes the most likely token: leave out --temperature, --top-k and --top-p, or --greedy");
        }
        JsonNode config = config(model);
        double penalty = value(repetitionPenalty, config, "repetition_penalty", 1);
        if (greedy) {
            return new Sampling(0, 0, 1, repetitionPenalty == null ? 1 : penalty, seed);
        }
        if (!drawing && !config.path("do_sample").asBoolean(false)) {
            return new Sampling(0, 0, 1, penalty, seed);
        }
        return new Sampling(
                value(temperature, config, "temperature", 1),
                (int) value(topK == null ? null : topK.doubleValue(), config, "top_k", USUAL_TOP_K),
                value(topP, config, "top_p", 1),
                penalty,
                seed);
    }

    private static double value(Double option, JsonNode config, String key, double otherwise) {
        return option != null ? option : config.path(key).asDouble(otherwise);
    }

    private static JsonNode config(Path model) throws IOException {
        Path file = model.resolve(FILE);
        return Files.isRegularFile(file)
                ? CanonicalJson.read(Files.readString(file, StandardCharsets.UTF_8), file.toString())
                : CanonicalJson.read("{}", FILE);
    }
}
