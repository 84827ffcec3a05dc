package org.steelworks.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.tokens.Tokenizer;

class QuickstartTokenizerTest {
    @TempDir
    Path folder;

    private Tokenizer tokenizer() throws IOException {
        for (String name : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
            try (InputStream in = getClass().getResourceAsStream("/quickstart/tokenizer/" + name)) {
                Files.copy(in, folder.resolve(name));
            }
        }
        return Tokenizer.open(folder);
    }

    @Test
    void shouldAnswerAnExamPromptWithOneTokenThatExercisesWereWrittenWith() throws IOException {
        try (Tokenizer tokenizer = tokenizer()) {
            int[] prompt = tokenizer.encode("D. 苹果\n答案是:");
            for (String letter : new String[] {"A", "B", "C", "D"}) {
                int[] alone = tokenizer.encode(letter);
                int[] answered = tokenizer.encode("D. 苹果\n答案是:" + letter + "\n解析");

                assertThat(alone).hasSize(1);
                assertThat(Arrays.copyOf(answered, prompt.length)).isEqualTo(prompt);
                assertThat(answered[prompt.length]).isEqualTo(alone[0]);
            }
        }
    }

    @Test
    void shouldHaveTheSpecialTokensOfChatAndAtMost4096Entries() throws IOException {
        try (Tokenizer tokenizer = tokenizer()) {
            assertThat(tokenizer.digest())
                    .as("runs and shards that are there already name this")
                    .isEqualTo("cff462d812a5c73d882a989228ba4e8bf38fafadc0bc79a78d6f25c6b7b51d44");
            assertThat(tokenizer.largestId()).isLessThan(4096);
            assertThat(tokenizer.special().byText().keySet())
                    .containsExactlyInAnyOrder("<|endoftext|>", "<|im_start|>", "<|im_end|>");
            assertThat(tokenizer.special().eos()).hasValue(tokenizer.encode("<|im_end|>")[0]);
            assertThat(tokenizer.special().pad()).hasValue(tokenizer.encode("<|endoftext|>")[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"苹果 apple, 12 345\n\n x", "ｶﾞ 𠀀 🍎 naïve\t\r\n", "<|im_start|>user\n你好<|im_end|>\n"})
    void shouldGiveBackEveryText(String text) throws IOException {
        try (Tokenizer tokenizer = tokenizer()) {
            assertThat(tokenizer.decode(tokenizer.encode(text), false)).isEqualTo(text);
        }
    }
}
