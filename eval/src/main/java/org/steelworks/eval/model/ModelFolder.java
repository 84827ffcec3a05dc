package org.steelworks.eval.model;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.steelworks.checkpoint.catalog.CheckpointFolder;
import org.steelworks.checkpoint.catalog.CheckpointLocation;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.huggingface.CheckpointWeights;
import org.steelworks.checkpoint.huggingface.ModelImport;
import org.steelworks.checkpoint.huggingface.WeightSource;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.data.tokens.Tokenizer;
import org.steelworks.gpu.tensor.FlatVectors;

/**
 * What a user means by a model: a Hugging Face folder, a checkpoint, a folder of checkpoints, or a run's folder, of which
 * the newest sound checkpoint is taken. Not thread-safe.
 */
public final class ModelFolder implements Closeable {
    private static final String TOKENIZER = "tokenizer";
    private static final List<String> TOKENIZER_FILES = List.of("tokenizer.json", "vocab.json");

    private final String name;
    private final String origin;
    private final String tokenizerDigest;
    private final ModelSpec spec;
    private final WeightSource source;
    private final Closeable owner;
    private final List<Path> tokenizerPlaces;
    private final List<String> notes;

    private <S extends WeightSource & Closeable> ModelFolder(
            String name,
            String origin,
            String tokenizerDigest,
            ModelSpec spec,
            S source,
            List<Path> tokenizerPlaces,
            List<String> notes) {
        this.name = name;
        this.origin = origin;
        this.tokenizerDigest = tokenizerDigest;
        this.spec = spec;
        this.source = source;
        this.owner = source;
        this.tokenizerPlaces = tokenizerPlaces;
        this.notes = notes;
    }

    /**
     * Opens a model; of a checkpoint every checksum is verified.
     *
     * @throws NoSuchFileException when there is nothing at that path
     */
    public static ModelFolder open(Path path) throws IOException {
        if (!Files.exists(path)) {
            throw new NoSuchFileException(
                    path + ": there is no such folder; give a Hugging Face model folder, a checkpoint"
                            + " or a run's folder");
        }
        if (!Files.isDirectory(path)) {
            throw new NoSuchFileException(path + ": is a file; give the folder that holds the model");
        }
        Path folder = path.toAbsolutePath().normalize();
        if (Files.isRegularFile(folder.resolve("config.json"))) {
            ModelImport model = ModelImport.open(folder);
            String origin = "weights of " + folder.getFileName();
            return new ModelFolder(path.toString(), origin, null, model.spec(), model, List.of(folder), List.of());
        }
        CheckpointLocation.Found found = CheckpointLocation.find(folder);
        CheckpointFolder checkpoint = found.checkpoint();
        CheckpointFacts facts = checkpoint.manifest().facts();
        return new ModelFolder(
                checkpoint.name(),
                "step " + facts.step() + " of recipe " + facts.recipeDigest(),
                facts.tokenizerDigest(),
                facts.model(),
                new CheckpointWeights(checkpoint),
                placesAround(folder),
                found.passedOver());
    }

    /** A run keeps its tokenizer in {@code tokenizer}; the path may be the run, its checkpoints, or one of them. */
    private static List<Path> placesAround(Path folder) {
        return Stream.iterate(folder, f -> f != null, Path::getParent)
                .limit(3)
                .map(f -> f.resolve(TOKENIZER))
                .toList();
    }

    /** What users call it. */
    public String name() {
        return name;
    }

    /** Where the weights come from, for the card of an exported model. */
    public String origin() {
        return origin;
    }

    /**
     * Checks that a tokenizer is the one that the model was trained with, as far as that is known.
     *
     * @throws IOException where it is another one
     */
    public void checkTokenizer(Path tokenizer) throws IOException {
        try (Tokenizer words = Tokenizer.open(tokenizer)) {
            checkTokenizer(words);
        }
    }

    void checkTokenizer(Tokenizer words) throws IOException {
        if (words.largestId() >= spec.vocabSize()) {
            throw new IOException(words + " gives ids up to " + words.largestId() + ", but the model " + name
                    + " has vocab_size " + spec.vocabSize()
                    + ": they do not belong together; give the model's own tokenizer with --tokenizer");
        }
        if (tokenizerDigest != null && !tokenizerDigest.equals(words.digest())) {
            throw new IOException(words + " has digest " + words.digest() + ", the model " + name + " was trained with "
                    + tokenizerDigest + ": give that tokenizer with --tokenizer");
        }
    }

    /** The weights themselves. */
    public WeightSource source() {
        return source;
    }

    public ModelSpec spec() {
        return spec;
    }

    /** What a user should know, such as newer checkpoints that were passed over; a sentence each. */
    public List<String> notes() {
        return notes;
    }

    /** The folder of the tokenizer that lies with the model. */
    public Optional<Path> tokenizer() {
        return tokenizerPlaces.stream()
                .filter(place -> TOKENIZER_FILES.stream().anyMatch(file -> Files.isRegularFile(place.resolve(file))))
                .findFirst();
    }

    /** Reads all weights, as fp32. */
    public FlatVectors weights() throws IOException {
        FlatVectors weights = FlatVectors.zeros(ParameterTable.of(spec));
        for (Parameter parameter : weights.table().parameters()) {
            source.read(parameter, 0, weights.bytes(parameter));
        }
        return weights;
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }
}
