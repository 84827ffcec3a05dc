package org.steelworks.eval.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.digest.DigestStream;
import org.steelworks.core.model.FlatVector;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.data.tokens.Tokenizer;
import org.steelworks.gpu.generate.Completion;
import org.steelworks.gpu.generate.Generator;
import org.steelworks.gpu.generate.SequenceScores;
import org.steelworks.gpu.kernel.DeviceSettings;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.network.DeviceVectors;
import org.steelworks.gpu.network.MicroBatch;
import org.steelworks.gpu.network.MicroBatchLoss;
import org.steelworks.gpu.network.SteelDecoder;
import org.steelworks.gpu.objective.CausalLmLoss;
import org.steelworks.gpu.tensor.FlatVectors;
import org.steelworks.gpu.tensor.Placement;

/**
 * A loaded model with its tokenizer, computing in fp32 on a device thread of its own. Calls wait for each other and for
 * their result; results are a function of weights, arguments and the thread count. Safe for any thread but the device's.
 */
public final class LanguageModel implements AutoCloseable {
    private static final int MOST_WAITING = 64;

    private final String name;
    private final ModelSpec spec;
    private final List<String> notes;
    private final FlatVectors weights;
    private final Optional<Tokenizer> tokenizer;
    private final DeviceThread device;
    private Loaded loaded;

    /** What lives on the device thread. */
    private record Loaded(KernelLibrary library, SteelDecoder decoder, DeviceVectors views) implements AutoCloseable {
        static Loaded open(FlatVectors weights, Placement placement) {
            KernelLibrary library = KernelLibrary.open(placement);
            try {
                SteelDecoder decoder = new SteelDecoder(library, weights.table(), TrainSpec.Precision.FP32);
                return new Loaded(library, decoder, decoder.bind(weights));
            } catch (RuntimeException e) {
                library.close();
                throw e;
            }
        }

        @Override
        public void close() {
            views.close();
            decoder.close();
            library.close();
        }
    }

    private LanguageModel(
            String name,
            ModelSpec spec,
            List<String> notes,
            FlatVectors weights,
            Optional<Tokenizer> tokenizer,
            DeviceThread device) {
        this.name = name;
        this.spec = spec;
        this.notes = notes;
        this.weights = weights;
        this.tokenizer = tokenizer;
        this.device = device;
    }

    /**
     * Loads a model.
     *
     * @param path as {@link ModelFolder#open} takes it
     * @param tokenizer folder of the tokenizer, or null for the one that lies with the model, if any
     * @param on what it computes on
     * @throws IOException when model or tokenizer cannot be read, or do not belong together
     */
    public static LanguageModel load(Path path, Path tokenizer, ModelDevice on) throws IOException {
        try (ModelFolder folder = ModelFolder.open(path)) {
            Optional<Tokenizer> words = openTokenizer(folder, tokenizer);
            try {
                return start(folder.name(), folder.spec(), folder.notes(), folder.weights(), words, on);
            } catch (IOException | RuntimeException e) {
                words.ifPresent(Tokenizer::close);
                throw e;
            }
        }
    }

    /**
     * The model as training begins with it: the initial weights of a recipe's seed.
     *
     * @param tokenizer folder of the tokenizer, or null for none
     */
    public static LanguageModel untrained(ModelSpec spec, long seed, Path tokenizer, ModelDevice on)
            throws IOException {
        Optional<Tokenizer> words = tokenizer == null ? Optional.empty() : Optional.of(Tokenizer.open(tokenizer));
        try {
            FlatVectors weights = FlatVectors.initial(ParameterTable.of(spec), seed);
            return start("untrained", spec, List.of(), weights, words, on);
        } catch (RuntimeException e) {
            words.ifPresent(Tokenizer::close);
            throw e;
        }
    }

    private static LanguageModel start(
            String name,
            ModelSpec spec,
            List<String> notes,
            FlatVectors weights,
            Optional<Tokenizer> tokenizer,
            ModelDevice on) {
        DeviceThread device = DeviceThread.start(new DeviceSettings(on.threads(), MOST_WAITING));
        LanguageModel model = new LanguageModel(name, spec, notes, weights, tokenizer, device);
        model.open(on.placement());
        return model;
    }

    private static Optional<Tokenizer> openTokenizer(ModelFolder folder, Path given) throws IOException {
        Optional<Path> place = Optional.ofNullable(given).or(folder::tokenizer);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Tokenizer words = Tokenizer.open(place.get());
        try {
            folder.checkTokenizer(words);
        } catch (IOException e) {
            words.close();
            throw e;
        }
        return Optional.of(words);
    }

    private void open(Placement placement) {
        try {
            loaded = device.call("load the model", () -> Loaded.open(weights, placement));
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    /** What users call it. */
    public String name() {
        return name;
    }

    public ModelSpec spec() {
        return spec;
    }

    /** What a user should know of how it was found, a sentence each. */
    public List<String> notes() {
        return notes;
    }

    /**
     * Its tokenizer.
     *
     * @throws IOException where none was given and none lies with the model
     */
    public Tokenizer tokenizer() throws IOException {
        return tokenizer.orElseThrow(() -> new IOException("no tokenizer lies with the model " + name
                + " (tokenizer.json, or vocab.json and merges.txt): give its folder with --tokenizer"));
    }

    /** Whether {@link #tokenizer} has one. */
    public boolean hasTokenizer() {
        return tokenizer.isPresent();
    }

    /** Digest of all weights, whatever file they came from. */
    public Digest128 digest() {
        DigestStream stream = new DigestStream();
        for (FlatVector vector : weights.table().vectors()) {
            stream.put(weights.bytes(vector.ordinal()));
        }
        return stream.digest();
    }

    /** Logits of the token that follows {@code ids}, one per vocabulary id. */
    public float[] nextTokenLogits(int[] ids, BooleanSupplier cancelled) {
        checkLength(ids.length);
        return onDevice(
                "logits", () -> new SequenceScores(loaded.decoder(), loaded.views()).nextTokenLogits(ids, cancelled));
    }

    /** Cross-entropy of a block, each token but the first given those before it. */
    public MicroBatchLoss loss(int[] block, int ignoreIndex, BooleanSupplier cancelled) {
        checkLength(block.length - 1);
        MicroBatch batch = MicroBatch.ofBlocks(block, 1, block.length - 1);
        CausalLmLoss loss = CausalLmLoss.plain(ignoreIndex);
        return onDevice("loss", () -> loaded.decoder().loss(batch, loaded.views(), loss, cancelled));
    }

    /** Continues a prompt. The listener is called on the device thread. */
    public Completion generate(
            int[] prompt, Generator.Request request, Generator.TokenListener listener, BooleanSupplier cancelled) {
        checkLength(prompt.length);
        return onDevice("generation", () -> new Generator(loaded.decoder(), loaded.views())
                .generate(prompt, request, listener, cancelled));
    }

    private void checkLength(int length) {
        if (length < 1 || length > spec.maxPositions()) {
            throw new IllegalArgumentException("a sequence of " + length + " tokens does not fit the model " + name
                    + ", whose max_position_embeddings is " + spec.maxPositions() + ": give 1 to "
                    + spec.maxPositions());
        }
    }

    private <T> T onDevice(String what, Callable<T> body) {
        return device.call(what, body);
    }

    @Override
    public void close() {
        device.call("free the model", () -> {
            loaded.close();
            return null;
        });
        device.close();
        tokenizer.ifPresent(Tokenizer::close);
    }
}
