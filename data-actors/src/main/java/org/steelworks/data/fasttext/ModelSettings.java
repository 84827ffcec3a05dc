package org.steelworks.data.fasttext;

/**
 * How a model was trained, as far as it decides on labels.
 *
 * @param dimension floats of a row
 * @param wordNgrams longest run of words that has a row, from 1; 0 and 1 for none
 * @param buckets rows that n-grams share
 * @param shortest characters of a shortest part of a word that has a row
 * @param longest of a longest; 0 where words have no parts
 */
record ModelSettings(int dimension, int wordNgrams, Loss loss, int buckets, int shortest, int longest) {
    private static final int MAGIC = 793712314;
    private static final int NEWEST = 12;
    /** In this version models of labels had no parts of words, whatever they say. */
    private static final int WITHOUT_PARTS = 11;

    private static final int SUPERVISED = 3;
    /** Far above all use; longer n-grams would make the time of a text more than linear. */
    private static final int LONGEST_NGRAM = 100;

    /** What was minimized; the order is that of the file's numbers, which begin with 1. */
    enum Loss {
        HIERARCHICAL_SOFTMAX,
        NEGATIVE_SAMPLING,
        SOFTMAX,
        ONE_VS_ALL
    }

    static ModelSettings read(FileCursor file) throws InvalidFastTextModel {
        if (file.left() < 2 * Integer.BYTES || file.int32() != MAGIC) {
            throw new InvalidFastTextModel(
                    "it is no fastText model: it does not begin as .bin and .ftz files do; if it is compressed, unpack it");
        }
        int version = file.int32();
        if (version < 1 || version > NEWEST) {
            throw new InvalidFastTextModel(
                    "it is of version " + version + " of fastText's format; known are versions up" + " to " + NEWEST);
        }
        int dimension = file.int32();
        file.int32(); // context window
        file.int32(); // epochs
        file.int32(); // rarest word
        file.int32(); // negatives sampled
        int wordNgrams = file.int32();
        int loss = file.int32();
        int model = file.int32();
        int buckets = file.int32();
        int shortest = file.int32();
        int longest = version == WITHOUT_PARTS ? skipped(file) : file.int32();
        file.int32(); // rate of updates
        file.int64(); // sampling threshold
        if (model != SUPERVISED) {
            throw new InvalidFastTextModel("it has no labels, since it was trained for word vectors; name a supervised"
                    + " model, such as lid.176.bin");
        }
        if (loss < 1 || loss > Loss.values().length) {
            throw InvalidFastTextModel.damaged("its loss has number " + loss);
        }
        if (dimension < 1 || buckets < 0 || shortest < 0) {
            throw InvalidFastTextModel.damaged(
                    "dimension " + dimension + ", " + buckets + " buckets, shortest n-gram " + shortest);
        }
        if (wordNgrams > LONGEST_NGRAM || longest > LONGEST_NGRAM) {
            throw new InvalidFastTextModel("its n-grams have up to " + wordNgrams + " words and " + longest
                    + " characters; at most " + LONGEST_NGRAM + " of each are supported");
        }
        ModelSettings settings = new ModelSettings(
                dimension, wordNgrams, Loss.values()[loss - 1], buckets, shortest, Math.max(0, longest));
        if (buckets == 0 && settings.hasNGrams()) {
            throw InvalidFastTextModel.damaged("it has n-grams and no bucket for them");
        }
        return settings;
    }

    private static int skipped(FileCursor file) throws InvalidFastTextModel {
        file.int32();
        return 0;
    }

    /** Whether anything but whole words has a row. */
    boolean hasNGrams() {
        return wordNgrams > 1 || longest > 0 && shortest <= longest;
    }
}
