package org.steelworks.data.bpe;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.VersionInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.steelworks.data.tokens.HostileTexts;

/** The table and the hand-written patterns beside Hugging Face's library, for every code point. */
class CharacterClassesTest {
    private static final int CHUNK = 2000;
    private static final VersionInfo UNICODE_9 = VersionInfo.getInstance(9);

    /**
     * Classes are those of the character database that ICU brings, and what composes is what is no inert starter there
     * and known to Unicode 9. A wrong table is written to {@code target}, from where it can be taken.
     */
    @Test
    void tableIsUpToDate() throws IOException {
        String expected = table();
        try (InputStream in = CharacterClasses.class.getResourceAsStream(CharacterClasses.RESOURCE)) {
            String actual = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            if (!actual.equals(expected)) {
                java.nio.file.Files.writeString(java.nio.file.Path.of("target/character-classes.txt"), expected);
            }
            assertThat(actual).isEqualTo(expected);
        }
    }

    /** A run of one class is one word of GPT-2's pattern if all its characters are of that class, else it falls apart. */
    @Test
    void eachCodePointIsOfTheLibrarysClass() throws IOException {
        try (SplitLibrary library = new SplitLibrary(WordSplit.GPT2, false)) {
            for (int kind = CharacterClasses.OTHER; kind <= CharacterClasses.SPACE; kind++) {
                StringBuilder run = new StringBuilder();
                int count = 0;
                for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
                    if (!isSurrogate(codePoint) && codePoint != '\'' && CharacterClasses.of(codePoint) == kind) {
                        run.appendCodePoint(codePoint);
                        count++;
                    }
                    if (count == CHUNK || codePoint == Character.MAX_CODE_POINT) {
                        long[] words = library.words(run.toString(), bytes -> {});
                        assertThat(words)
                                .as("class %d up to U+%X", kind, codePoint)
                                .containsOnly(0);
                        run.setLength(0);
                        count = 0;
                    }
                }
            }
        }
    }

    /** With each character before, behind and between others, and where case may be folded. */
    @Test
    void eachCodePointSplitsAsInTheLibrary() throws IOException {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int codePoint = 0; codePoint <= 0x1FFFF; codePoint++) {
            // ideographs and syllables are all alike, the class test has them
            boolean alike = codePoint > 0x3400 && codePoint < 0x9FFF || codePoint > 0xAC00 && codePoint < 0xF8FF;
            boolean rare = codePoint > 0xFFFF && codePoint % 16 != 0;
            if (!alike && !rare) {
                String c = Character.toString(codePoint);
                text.append("a" + c + "a " + c + "1" + c + "! " + c + c + "\n'" + c + "'r" + c + "'" + c + "l ");
            }
            if (text.length() > 20_000) {
                texts.add(text.toString());
                text.setLength(0);
            }
        }
        texts.add(text.toString());
        for (WordSplit split : WordSplit.values()) {
            checkWords(split, texts);
        }
    }

    @Test
    void randomTextsSplitAsInTheLibrary() throws IOException {
        for (WordSplit split : WordSplit.values()) {
            HostileTexts texts = new HostileTexts(7, List.of());
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                all.add(texts.next());
            }
            checkWords(split, all);
        }
    }

    private static void checkWords(WordSplit split, List<String> texts) throws IOException {
        try (SplitLibrary library = new SplitLibrary(split, false)) {
            for (String text : texts) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                long[] words = new long[utf8.length];
                int word = 0;
                for (int at = 0; at < utf8.length; word++) {
                    int end = split.end(utf8, at, utf8.length);
                    java.util.Arrays.fill(words, at, end, word);
                    at = end;
                }
                assertThat(words).as("%s: %s", split, text).isEqualTo(library.words(text, bytes -> {}));
            }
        }
    }

    @Test
    void eachCodePointIsComposedAsInTheLibrary() throws IOException {
        try (SplitLibrary library = new SplitLibrary(WordSplit.QWEN2, true)) {
            StringBuilder text = new StringBuilder();
            for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
                if (!isSurrogate(codePoint)) {
                    text.appendCodePoint(codePoint);
                    if (CharacterClasses.composes(codePoint)) {
                        String c = Character.toString(codePoint);
                        text.append("a")
                                .append(c)
                                .append("e\u0301")
                                .append(c)
                                .append("\u0323\u0301 ")
                                .append(c + c);
                    }
                }
                if (text.length() > 10_000 || codePoint == Character.MAX_CODE_POINT) {
                    checkComposed(text.toString(), library);
                    text.setLength(0);
                }
            }
        }
    }

    @Test
    void randomCompositionsAreThoseOfTheLibrary() throws IOException {
        List<Integer> concerned = new ArrayList<>();
        List<Integer> late = new ArrayList<>();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (CharacterClasses.composes(codePoint)) {
                concerned.add(codePoint);
            } else if (UCharacter.getCombiningClass(codePoint) != 0) {
                late.add(codePoint);
            }
        }
        assertThat(late).as("marks that Unicode 9 does not have").hasSizeGreaterThan(100);
        List<Integer> bases = "aeEhiouASTxぁかハ하\u1100\u1161\u09C7\u0DD9\u1B05≠=<\u05D0\u0627\u03B1"
                .codePoints()
                .boxed()
                .toList();
        Random random = new Random(9);
        try (SplitLibrary library = new SplitLibrary(WordSplit.QWEN2, true)) {
            for (int i = 0; i < 20_000; i++) {
                StringBuilder text = new StringBuilder();
                int length = 1 + random.nextInt(12);
                for (int k = 0; k < length; k++) {
                    int kind = random.nextInt(10);
                    List<Integer> from = kind < 6 ? concerned : kind < 7 ? late : bases;
                    // marks of the Latin, Greek and Vietnamese alphabets combine most
                    text.appendCodePoint(
                            kind < 3 ? 0x300 + random.nextInt(0x50) : from.get(random.nextInt(from.size())));
                }
                checkComposed(text.toString(), library);
            }
        }
    }

    private static void checkComposed(String text, SplitLibrary library) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        library.words(text, bytes -> assertThat(CanonicalComposition.of(utf8, 0, utf8.length))
                .as(text.codePoints()
                        .limit(20)
                        .mapToObj(c -> String.format("%X", c))
                        .toList()
                        .toString())
                .isEqualTo(bytes));
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static String table() {
        StringBuilder table = new StringBuilder(
                "# Class, first and last code point: L letter, N number, S white space (Unicode 16); C may change in\n"
                        + "# composition (Unicode 9). Kept up to date by CharacterClassesTest.\n");
        ranges(table, 'L', c -> UCharacter.isLetter(c));
        ranges(table, 'N', CharacterClassesTest::isNumber);
        ranges(table, 'S', UCharacter::isUWhiteSpace);
        ranges(table, 'C', CharacterClassesTest::isConcerned);
        return table.toString();
    }

    private static boolean isNumber(int codePoint) {
        int type = UCharacter.getType(codePoint);
        return type == UCharacter.DECIMAL_DIGIT_NUMBER
                || type == UCharacter.LETTER_NUMBER
                || type == UCharacter.OTHER_NUMBER;
    }

    private static boolean isConcerned(int codePoint) {
        return UCharacter.getAge(codePoint).compareTo(UNICODE_9) <= 0
                && (UCharacter.getCombiningClass(codePoint) != 0
                        || Normalizer2.getNFCInstance().quickCheck(Character.toString(codePoint))
                                != com.ibm.icu.text.Normalizer.YES);
    }

    private static void ranges(StringBuilder table, char name, java.util.function.IntPredicate holds) {
        int first = -1;
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT + 1; codePoint++) {
            boolean in = codePoint <= Character.MAX_CODE_POINT && !isSurrogate(codePoint) && holds.test(codePoint);
            if (in && first < 0) {
                first = codePoint;
            } else if (!in && first >= 0) {
                table.append(name)
                        .append(' ')
                        .append(Integer.toHexString(first))
                        .append(' ')
                        .append(Integer.toHexString(codePoint - 1))
                        .append('\n');
                first = -1;
            }
        }
    }
}
