package org.steelworks.data.ngram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.PerplexityCases;
import org.steelworks.data.bytes.LargeBytes;

final class LanguageModelTest {
    private static final long MEMORY = 64 << 20;
    private static final JsonNode SENTENCES = PerplexityCases.of("sentences");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arpa",
                "probing.bin",
                "probing-wide.bin",
                "probing-rest.bin",
                "trie.bin",
                "trie-quantized.bin",
                "trie-array.bin",
                "trie-quantized-array.bin"
            })
    void shouldScoreAsTheOriginal(String kind) throws IOException {
        for (String name : new String[] {"order4.", "order2."}) {
            LanguageModel model = LanguageModel.open(PerplexityCases.file(name + kind), MEMORY);
            JsonNode expected = PerplexityCases.of("scores", name + kind);
            assertThat(expected).hasSameSizeAs(SENTENCES);
            for (int i = 0; i < expected.size(); i++) {
                String sentence = SENTENCES.get(i).asText();
                assertThat(score(model, sentence))
                        .as("%s%s: \"%s\"", name, kind, sentence)
                        .isEqualTo((float) expected.get(i).asDouble());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"order4", "order2"})
    void shouldFillTablesAsTheOriginal(String name) throws IOException {
        ProbingTables own = ArpaLoader.load(PerplexityCases.file(name + ".arpa"), MEMORY);
        LargeBytes expected = LargeBytes.map(PerplexityCases.file(name + ".probing.bin"));
        long head = BinaryHeader.read(expected).end();

        for (long at = 0; at < own.end(); at += 4) {
            assertThat(own.bytes.getInt(at)).as("bytes from %d", at).isEqualTo(expected.getInt(head + at));
        }
    }

    @Test
    void shouldReadAcrossSegments() throws IOException {
        byte[] content = new byte[77];
        new Random(3).nextBytes(content);
        Path file = Files.write(folder.resolve("bytes"), content);
        LargeBytes one = LargeBytes.map(file);
        LargeBytes many = LargeBytes.map(file, 3);
        LargeBytes written = LargeBytes.allocate(80, 4);

        for (int at = 0; at + 8 <= content.length; at++) {
            assertThat(many.getLong(at)).isEqualTo(one.getLong(at));
        }
        for (long at = 0; at + 8 <= 76; at += 12) {
            written.putLong(at, one.getLong(at));
            assertThat(written.getLong(at)).isEqualTo(one.getLong(at));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "ngram 2=2 | ngram 2=3 | line 16: expected a number, found \"\\end\\",
                "ngram 2=2 | ngram 2=1 | line 14: expected \\end\\, found \"-0.5",
                "ngram 2=2 | ngram 3=2 | line 3: expected \"ngram 2=\"",
                "\\data\\ | <html> | line 1: expected \\data\\",
                "-2.5 b | 0.5 b | line 9: the logarithm of a probability is above zero, 0.5",
                "-2.5 b | many b | line 9: expected a number, found \"many\"",
                "-2.5 b | -2.5 c | line 13: word \"b\" is not among the 1-grams",
                "<s> -0.5 | <t> -0.5 | the model has no word <s>",
                "a </s> | a </s> -0.3 | line 14: one of the longest n-grams has a back-off weight",
                "\\end\\ |  | the file ends here",
            })
    void shouldRefuseABrokenArpaFileWithItsLine(String sound, String broken, String message) throws IOException {
        String arpa = "\\data\\\nngram 1=5\nngram 2=2\n\n\\1-grams:\n-99 <s> -0.5\n-2 </s>\n-1.5 a -0.25\n-2.5 b\n"
                + "-3 <unk>\n\n\\2-grams:\n-1.5 <s> b\n-0.5 a </s>\n\n\\end\\\n";
        Path good = Files.writeString(folder.resolve("good.arpa"), arpa);
        assertThat(score(LanguageModel.open(good, MEMORY), "b a nothing")).isEqualTo(-1.5F - 1.5F - 3.25F - 2);
        Path file = Files.writeString(
                folder.resolve("m.arpa"),
                arpa.replaceFirst(
                        java.util.regex.Pattern.quote(sound),
                        broken == null ? "" : java.util.regex.Matcher.quoteReplacement(broken)));

        assertThatThrownBy(() -> LanguageModel.open(file, MEMORY))
                .isInstanceOf(InvalidLanguageModel.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void shouldNotTakeMoreMemoryThanAllowed() {
        assertThatThrownBy(() -> LanguageModel.open(PerplexityCases.file("order4.arpa"), 1000))
                .isInstanceOf(InvalidLanguageModel.class)
                .hasMessageContaining("build_binary");
    }

    @Test
    void shouldSayWhatIsWrongWithABinaryFile() throws IOException {
        byte[] sound = Files.readAllBytes(PerplexityCases.file("order4.probing.bin"));

        refuses(Arrays.copyOf(sound, sound.length / 2), "it is cut off");
        byte[] older = sound.clone();
        older["mmap lm http://kheafield.com/code format version ".length()] = '4';
        refuses(older, "another version");
        byte[] unfinished = new byte[200];
        byte[] mark = "mmap lm http://kheafield.com/code incomplete\n".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(mark, 0, unfinished, 0, mark.length);
        refuses(unfinished, "its build was broken off");
        byte[] kind = sound.clone();
        kind[96] = 9;
        refuses(kind, "is not known");
        refuses(new byte[] {0x1F, (byte) 0x8B, 8, 0}, "unpack it");
        refuses(new byte[0], "line 1");
    }

    private void refuses(byte[] content, String message) throws IOException {
        Path file = Files.write(folder.resolve("model.bin"), content);
        assertThatThrownBy(() -> LanguageModel.open(file, MEMORY))
                .isInstanceOf(InvalidLanguageModel.class)
                .hasMessageContaining(message);
    }

    private static float score(LanguageModel model, String sentence) {
        byte[] utf8 = sentence.getBytes(StandardCharsets.UTF_8);
        return model.score(utf8, utf8.length);
    }
}
