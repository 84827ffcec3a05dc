package org.steelworks.data.bpe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes that tokens stand for, by id. Immutable, safe for any thread. */
final class TokenTexts {
    private final Vocabulary vocabulary;
    /** By id, {@link Vocabulary#NONE} where there is no token. */
    private final int[] numbers;

    TokenTexts(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        numbers = new int[vocabulary.largestId() + 1];
        Arrays.fill(numbers, Vocabulary.NONE);
        for (int number = 0; number < vocabulary.size(); number++) {
            numbers[vocabulary.idOf(number)] = number;
        }
    }

    /** Appends the bytes of a token; nothing where the id is none. */
    void append(int id, ByteArrayOutputStream into) {
        int number = id < numbers.length ? numbers[id] : Vocabulary.NONE;
        if (number >= 0) {
            append(vocabulary.text(number), into);
        }
    }

    /** Appends the bytes that a text shows, or the text itself where it has a character that shows none. */
    static void append(String text, ByteArrayOutputStream into) {
        byte[] shown = new byte[text.length()];
        for (int i = 0; i < shown.length; i++) {
            int value = ByteAlphabet.value(text.charAt(i));
            if (value < 0) {
                into.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                return;
            }
            shown[i] = (byte) value;
        }
        into.writeBytes(shown);
    }
}
