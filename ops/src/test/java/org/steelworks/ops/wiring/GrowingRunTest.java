package org.steelworks.ops.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred seeded lives of runs on corpora that grow. A failure names its seed; {@code -Dsteel.seed=N} runs that one alone.
 */
class GrowingRunTest {
    private static final int SCHEDULES = 100;

    private static ActorTestKit kit;

    @TempDir
    Path dir;

    @BeforeAll
    static void startKit() {
        kit = ActorTestKit.create();
    }

    @AfterAll
    static void stopKit() {
        kit.shutdownTestKit();
    }

    @Test
    void shouldTrainEachSampleOnceInEveryPassWhateverHappens() throws Exception {
        Long only = Long.getLong("steel.seed");
        for (long seed = only == null ? 0 : only; seed < (only == null ? SCHEDULES : only + 1); seed++) {
            Path folder = Files.createDirectories(dir.resolve("seed-" + seed));
            try (GrowingRun run = new GrowingRun(seed, folder, kit)) {
                run.live();
                run.check();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        if (only == null) {
            assertThat(GrowingRun.HAPPENED)
                    .containsOnlyKeys(
                            "a set rests",
                            "added and mixed at once",
                            "added while it was running",
                            "added while it was stopped",
                            "kill",
                            "killed before the data had their place",
                            "mixed while it was running",
                            "mixed while it was stopped",
                            "refused a recipe with another mixture",
                            "refused an altered shard",
                            "refused what it had",
                            "steps computed again",
                            "stop");
            assertThat(GrowingRun.HAPPENED.values()).allMatch(count -> count > SCHEDULES / 4);
        }
    }
}
