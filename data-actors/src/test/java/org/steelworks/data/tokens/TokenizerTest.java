package org.steelworks.data.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    @TempDir
    private Path folder;

    @Test
    void shouldEncodeByMergesAndSplitLiteralSpecials() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizer.write(folder))) {
            assertThat(tokenizer.encode("hello")).containsExactly(TinyTokenizer.HELL, 'o');
            assertThat(tokenizer.encode("ahe ll<|im_end|>h"))
                    .containsExactly('a', TinyTokenizer.HE, ' ', TinyTokenizer.LL, TinyTokenizer.EOS, 'h');
            assertThat(tokenizer.encode("")).isEmpty();
            assertThat(tokenizer.encode("é")).as("NFC, then UTF-8 bytes").containsExactly(0xC3, 0xA9);
            assertThat(tokenizer.encode("e\u0301")).containsExactly(0xC3, 0xA9);
            assertThat(tokenizer.encode("😀\u0000")).containsExactly(0xF0, 0x9F, 0x98, 0x80, 0);
        }
    }

    @Test
    void shouldKnowItsSpecialTokensAndSize() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizer.write(folder))) {
            assertThat(tokenizer.special().eos()).hasValue(TinyTokenizer.EOS);
            assertThat(tokenizer.special().pad()).hasValue(TinyTokenizer.PAD);
            assertThat(tokenizer.special().byText())
                    .containsOnlyKeys("<|endoftext|>", "<|im_start|>", "<|im_end|>")
                    .containsEntry("<|im_start|>", TinyTokenizer.START);
            assertThat(tokenizer.vocabularySize()).isEqualTo(TinyTokenizer.SIZE);
            assertThat(tokenizer.largestId()).isEqualTo(TinyTokenizer.SIZE - 1);
        }
    }

    @Test
    void shouldDecodeWithAndWithoutSpecials() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizer.write(folder))) {
            int[] ids = {TinyTokenizer.START, TinyTokenizer.HELL, 'o', TinyTokenizer.EOS, 0xF0, 0x9F, 0x98, 0x80};
            assertThat(tokenizer.decode(ids, false)).isEqualTo("<|im_start|>hello<|im_end|>😀");
            assertThat(tokenizer.decode(ids, true)).isEqualTo("hello😀");
            assertThat(tokenizer.decode(new int[] {0xF0, 0x9F}, true))
                    .as("half a character")
                    .isEqualTo("\uFFFD");
        }
    }

    @Test
    void shouldHaveOneDigestForOneContent() throws IOException {
        Path here = TinyTokenizer.write(folder.resolve("here"));
        Path there = TinyTokenizer.write(folder.resolve("there"));
        Path other = TinyTokenizer.write(folder.resolve("other"));
        Files.writeString(other.resolve("merges.txt"), "h e\nl l\n");
        try (Tokenizer a = Tokenizer.open(here);
                Tokenizer b = Tokenizer.open(there);
                Tokenizer c = Tokenizer.open(other)) {
            assertThat(a.digest()).matches("[0-9a-f]{64}").isEqualTo(b.digest()).isNotEqualTo(c.digest());
        }
    }

    @Test
    void shouldGiveTheSameIdsOnManyThreads() throws Exception {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizer.write(folder))) {
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Callable<Boolean>> tasks = new ArrayList<>();
                for (int t = 0; t < 4; t++) {
                    String text = "hello " + t + " " + "lh".repeat(50 * t);
                    int[] expected = tokenizer.encode(text);
                    tasks.add(() -> {
                        for (int i = 0; i < 500; i++) {
                            assertThat(tokenizer.encode(text)).isEqualTo(expected);
                        }
                        return true;
                    });
                }
                for (Future<Boolean> task : threads.invokeAll(tasks)) {
                    assertThat(task.get()).isTrue();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    @Test
    void shouldFreeNativeMemory() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(lowerCasing())) {
            assertThat(tokenizer.engine()).contains("library");
            String text = "hello world ".repeat(4000);
            for (int i = 0; i < 20; i++) {
                tokenizer.encode(text);
            }
            long before = residentKiB();
            for (int i = 0; i < 200; i++) {
                tokenizer.encode(text);
            }
            // 200 encodings of 40,000 tokens take over 400 MiB if none is freed; the JVM's own growth stays far below
            // 150.
            assertThat(residentKiB() - before).isLessThan(150 * 1024);
        }
    }

    @Test
    void shouldEncodeALongText() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizer.write(folder))) {
            int lines = 60_000;
            int[] ids = tokenizer.encode("hello\n".repeat(lines));
            assertThat(ids)
                    .hasSize(3 * lines)
                    .startsWith(TinyTokenizer.HELL, 'o', '\n')
                    .endsWith('o', '\n');
        }
    }

    @Test
    void shouldRefuseHalfASurrogatePair() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(TinyTokenizer.write(folder))) {
            assertThatThrownBy(() -> tokenizer.encode("ab\uD83D"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("index 2");
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFolder() throws IOException {
        assertThatThrownBy(() -> Tokenizer.open(folder.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("absent")
                .hasMessageContaining("no such folder");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        assertThatThrownBy(() -> Tokenizer.open(empty))
                .isInstanceOf(InvalidTokenizer.class)
                .hasMessageContaining("neither tokenizer.json nor vocab.json");
        Path broken = TinyTokenizer.write(folder.resolve("broken"));
        Files.writeString(broken.resolve("vocab.json"), "{\"a\": 1,\n \"b\" 2}");
        assertThatThrownBy(() -> Tokenizer.open(broken))
                .isInstanceOf(InvalidTokenizer.class)
                .hasMessageContaining("vocab.json, line 2");
        Path unnamed = TinyTokenizer.write(folder.resolve("unnamed"));
        Files.writeString(unnamed.resolve("tokenizer_config.json"), "{}");
        assertThatThrownBy(() -> Tokenizer.open(unnamed)).hasMessageContaining("tokenizer_class is ''");
        Path foreign = Files.createDirectories(folder.resolve("foreign"));
        Files.writeString(foreign.resolve("tokenizer.json"), "{\"model\":{\"type\":\"None\",\"vocab\":{\"a\":0}}}");
        assertThatThrownBy(() -> Tokenizer.open(foreign))
                .isInstanceOf(InvalidTokenizer.class)
                .hasMessageContaining("refuses its definition");
    }

    @Test
    void shouldRefuseToWorkWhenClosed() throws IOException {
        Tokenizer tokenizer = Tokenizer.open(TinyTokenizer.write(folder));
        tokenizer.close();
        assertThatThrownBy(() -> tokenizer.encode("a")).isInstanceOf(IllegalStateException.class);
        Tokenizer inLibrary = Tokenizer.open(lowerCasing());
        inLibrary.close();
        assertThatThrownBy(() -> inLibrary.encode("a")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldLeaveOtherTokenizersToTheLibrary() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(lowerCasing())) {
            assertThat(tokenizer.encode("HELLO<|im_end|>")).containsExactly(TinyTokenizer.HELL, 'o', TinyTokenizer.EOS);
            assertThat(tokenizer.decode(new int[] {TinyTokenizer.HELL, TinyTokenizer.EOS}, true))
                    .isEqualTo("hell");
            assertThat(tokenizer.engine()).endsWith("its normalizer is Lowercase");
        }
    }

    @Test
    void shouldRefuseAMergeOfUnknownTokens() throws IOException {
        Path broken = TinyTokenizer.write(folder.resolve("broken"));
        Files.writeString(broken.resolve("merges.txt"), "h e\nhe x\n");
        assertThatThrownBy(() -> Tokenizer.open(broken))
                .isInstanceOf(InvalidTokenizer.class)
                .hasMessageContaining("merge 2, 'he x'")
                .hasMessageContaining("broken");
    }

    /** Our encoder does not change case. */
    private Path lowerCasing() throws IOException {
        ObjectNode definition = Definitions.tiny();
        definition.putObject("normalizer").put("type", "Lowercase");
        return Definitions.write(definition, folder.resolve("lower"));
    }

    private static long residentKiB() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IllegalStateException("/proc/self/status has no VmRSS line");
    }
}
