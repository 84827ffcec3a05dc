package org.steelworks.data.fasttext;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A supervised fastText model, as {@code .bin} or compressed as {@code .ftz}. Predictions are those of the original's
 * {@code predict} with one label, computed in the same 32-bit floats in the same order. Immutable, safe for any thread.
 * The file is mapped, so its matrices take no heap; it must not change while it is in use.
 */
public final class LabelModel {
    private static final String PREFIX = "__label__";

    private final ModelSettings settings;
    private final Dictionary dictionary;
    private final Rows input;
    private final Choice choice;

    private LabelModel(ModelSettings settings, Dictionary dictionary, Rows input, Choice choice) {
        this.settings = settings;
        this.dictionary = dictionary;
        this.input = input;
        this.choice = choice;
    }

    /**
     * The likeliest label of a line.
     *
     * @param label without the prefix {@code __label__}
     * @param probability as the original gives it: it may be above 1 by its addition of 0.00001
     */
    public record Prediction(String label, float probability) {}

    /**
     * Opens a model.
     *
     * @param mostMemory bytes of heap that its dictionary may take
     * @throws InvalidFastTextModel if the file is none or damaged; the message begins with its path
     * @throws IOException if it cannot be read
     */
    public static LabelModel open(Path file, long mostMemory) throws IOException {
        try {
            return read(new FileCursor(file), mostMemory);
        } catch (InvalidFastTextModel e) {
            throw new InvalidFastTextModel(file + ": " + e.getMessage());
        }
    }

    private static LabelModel read(FileCursor file, long mostMemory) throws IOException {
        ModelSettings settings = ModelSettings.read(file);
        Dictionary dictionary = Dictionary.read(file, settings, mostMemory);
        boolean compressed = file.truth();
        Rows input = Rows.read(file, compressed);
        if (dictionary.isPruned() && !compressed) {
            throw new InvalidFastTextModel(
                    "it leaves out n-grams and is not compressed, as early releases wrote it; get a later one");
        }
        boolean outputCompressed = file.truth();
        Rows output = Rows.read(file, compressed && outputCompressed);
        check("words and n-grams", input, settings, dictionary.rows());
        boolean isTree = settings.loss() == ModelSettings.Loss.HIERARCHICAL_SOFTMAX;
        check("labels", output, settings, dictionary.labels() - (isTree ? 1 : 0));
        Choice choice =
                switch (settings.loss()) {
                    case HIERARCHICAL_SOFTMAX -> new TreeChoice(output, dictionary);
                    case SOFTMAX -> FlatChoice.softmax(output, dictionary.labels());
                    case NEGATIVE_SAMPLING, ONE_VS_ALL -> FlatChoice.sigmoid(output, dictionary.labels());
                };
        return new LabelModel(settings, dictionary, input, choice);
    }

    private static void check(String what, Rows rows, ModelSettings settings, long needed) throws InvalidFastTextModel {
        if (rows.count() < needed || rows.dimension() != settings.dimension()) {
            throw InvalidFastTextModel.damaged("for " + needed + " " + what + " of dimension " + settings.dimension()
                    + " it has " + rows.count() + " rows of " + rows.dimension());
        }
    }

    /** All labels, without the prefix. */
    public List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < dictionary.labels(); i++) {
            labels.add(name(dictionary.label(i)));
        }
        return labels;
    }

    /**
     * The likeliest label; none where nothing in the line has a row in the model. An unpaired surrogate counts as a
     * question mark.
     *
     * @param line what follows a line feed is not seen
     */
    public Optional<Prediction> predict(String line) {
        Average average = new Average();
        new LineRows(dictionary, settings, average::add).each(line.getBytes(StandardCharsets.UTF_8));
        if (average.rows == 0) {
            return Optional.empty();
        }
        Choice.Best best = choice.of(average.get());
        return best.label() < 0
                ? Optional.empty()
                : Optional.of(
                        new Prediction(name(dictionary.label(best.label())), Choice.exponential(best.logarithm())));
    }

    private static String name(String label) {
        return label.replace(PREFIX, "");
    }

    /** The mean of rows, which are added one by one. */
    private final class Average {
        private final float[] sums = new float[settings.dimension()];
        private long rows;

        void add(int row) {
            input.addTo(sums, row);
            rows++;
        }

        float[] get() {
            float share = (float) (1.0 / rows);
            for (int i = 0; i < sums.length; i++) {
                sums[i] *= share;
            }
            return sums;
        }
    }
}
