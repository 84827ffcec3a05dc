package org.steelworks.data.bpe;

/**
 * A byte-level model, ready for encoding.
 *
 * @param byteIds the token of every byte, {@link Vocabulary#NONE} for one that no text holds
 * @param wholeWords whether a word that is a token becomes that token without merging, {@code ignore_merges}
 */
record BpeTables(Vocabulary vocabulary, MergeTable merges, int[] byteIds, boolean wholeWords) {

    static BpeTables of(Vocabulary vocabulary, MergeList merges, boolean wholeWords) {
        int[] byteIds = new int[256];
        for (int value = 0; value < byteIds.length; value++) {
            byteIds[value] = vocabulary.id(Character.toString(ByteAlphabet.character((byte) value)));
        }
        return new BpeTables(vocabulary, MergeTable.of(merges, vocabulary, byteIds), byteIds, wholeWords);
    }
}
