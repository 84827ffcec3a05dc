package org.steelworks.data.fasttext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.FastTextCases;

final class LabelModelTest {
    private static final long MEMORY = 64 << 20;
    /** Numbers of the head. */
    private static final int VERSION = 4;

    private static final int LOSS = 32;
    private static final int MODEL = 36;
    private static final int LONGEST = 48;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "words.bin",
                "parts.bin",
                "parts-11.bin",
                "pairs.bin",
                "runs.bin",
                "one-line.bin",
                "parts-norms.ftz",
                "parts-uneven.ftz",
                "parts-cut.ftz",
                "words-cut.ftz",
                "many-labels.ftz",
                "many-labels-tree.ftz"
            })
    void shouldPredictAsFastText(String name) throws IOException {
        LabelModel model = LabelModel.open(FastTextCases.file(name), MEMORY);
        List<FastTextCases.Case> cases = FastTextCases.of(name);

        assertThat(cases).hasSizeGreaterThan(60);
        for (FastTextCases.Case given : cases) {
            LabelModel.Prediction found = model.predict(given.text()).orElse(new LabelModel.Prediction(null, 0));
            assertThat(found.label()).as("label of \"%s\"", given.text()).isEqualTo(given.label());
            assertThat((double) found.probability())
                    .as("score of \"%s\"", given.text())
                    .isCloseTo(given.score(), within(1e-6));
        }
    }

    @Test
    void shouldFindNothingWhereNothingIsKnown() throws IOException {
        assertThat(LabelModel.open(FastTextCases.file("one-line.bin"), MEMORY).predict(""))
                .isEmpty();
    }

    @Test
    void shouldNotSeeWhatIsBehindALineFeed() throws IOException {
        LabelModel model = LabelModel.open(FastTextCases.file("parts.bin"), MEMORY);

        assertThat(model.predict("钢铁 eta\n桥梁 аеион")).isEqualTo(model.predict("钢铁 eta"));
        assertThat(model.labels()).contains("en", "中文").doesNotContain("__label__en");
    }

    @Test
    void shouldBeSafeForThreads() throws IOException {
        LabelModel model = LabelModel.open(FastTextCases.file("runs.bin"), MEMORY);
        List<FastTextCases.Case> cases = FastTextCases.of("runs.bin");

        IntStream.range(0, 20 * cases.size()).parallel().forEach(i -> {
            FastTextCases.Case given = cases.get(i % cases.size());
            assertThat(model.predict(given.text()).map(LabelModel.Prediction::label))
                    .as(given.text())
                    .hasValue(given.label());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "a ", "é", "中", "</s> ", "__label__en ", "\u0000", "😀"})
    void shouldBeLinearInARepeatedFragment(String fragment) throws IOException {
        String text = fragment.repeat(300_000);
        for (String name : List.of("runs.bin", "parts-cut.ftz")) {
            LabelModel model = LabelModel.open(FastTextCases.file(name), MEMORY);
            assertTimeoutPreemptively(Duration.ofSeconds(20), () -> model.predict(text), name);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFile() throws IOException {
        byte[] sound = Files.readAllBytes(FastTextCases.file("parts.bin"));

        assertThatThrownBy(() -> open("text", "__label__en steel".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(InvalidFastTextModel.class)
                .hasMessageStartingWith(folder.resolve("text") + ": it is no fastText model");
        assertThatThrownBy(() -> open("empty", new byte[0])).hasMessageContaining("it is no fastText model");
        assertThatThrownBy(() -> open("new", with(sound, VERSION, 13))).hasMessageContaining("version 13");
        assertThatThrownBy(() -> open("loss", with(sound, LOSS, 5))).hasMessageContaining("its loss has number 5");
        assertThatThrownBy(() -> open("long", with(sound, LONGEST, 1000))).hasMessageContaining("1000 characters");
        assertThatThrownBy(() -> open("kind", with(sound, MODEL, 2))).hasMessageContaining("word vectors");
        assertThatThrownBy(() -> LabelModel.open(FastTextCases.file("vectors.bin"), MEMORY))
                .hasMessageContaining("it has no labels");
        assertThatThrownBy(() -> LabelModel.open(FastTextCases.file("parts.bin"), 1000))
                .hasMessageContaining("give more with -Xmx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parts.bin", "parts-cut.ftz", "many-labels.ftz"})
    void shouldRefuseACutFileAtAnyLength(String name) throws IOException {
        byte[] sound = Files.readAllBytes(FastTextCases.file(name));
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            int length = round < 100 ? round : random.nextInt(sound.length);
            assertThatThrownBy(() -> open("cut", Arrays.copyOf(sound, length)))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidFastTextModel.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"parts.bin", "pairs.bin", "parts-uneven.ftz", "parts-cut.ftz", "many-labels-tree.ftz"})
    void shouldRefuseDamagedBytesOrStayWithinThem(String name) throws IOException {
        byte[] sound = Files.readAllBytes(FastTextCases.file(name));
        Random random = new Random(5);
        for (int round = 0; round < 400; round++) {
            byte[] damaged = sound.clone();
            int most = round % 2 == 0 ? Math.min(2000, damaged.length) : damaged.length;
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(most)] = (byte) random.nextInt();
            }
            try {
                open("damaged-" + round, damaged).predict("钢铁 eta </s");
            } catch (InvalidFastTextModel e) {
                assertThat(e).hasMessageContaining("damaged-" + round + ": it");
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("not finite");
            }
        }
    }

    private LabelModel open(String name, byte[] content) throws IOException {
        return LabelModel.open(Files.write(folder.resolve(name), content), MEMORY);
    }

    private static byte[] with(byte[] sound, int at, int value) {
        byte[] changed = sound.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }
}
