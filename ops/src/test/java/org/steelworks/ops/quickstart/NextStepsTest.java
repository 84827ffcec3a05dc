package org.steelworks.ops.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NextStepsTest {
    private static final Path HOME = Path.of("/src/steelworks");

    private static List<String> lines(Path present, Path dir) {
        return new NextSteps(HOME, present, dir, 3).lines();
    }

    @Test
    void shouldUseRelativePathsInTheCheckout() {
        assertThat(lines(HOME, HOME.resolve("quickstart")))
                .contains(
                        "  ./steel generate --model quickstart/model --prompt '苹果是' --max-new-tokens 60",
                        "  ./steel checkpoint verify quickstart/run",
                        "  cp docs/examples/own-text.* my/ && cp -r quickstart/tokenizer my/",
                        "  ./steel up --workers 3 --dir quickstart/cluster");
    }

    @Test
    void shouldUseAbsolutePathsElsewhereSoThatTheyWorkInEveryFolder() {
        assertThat(lines(Path.of("/home/a"), Path.of("/home/a/q")))
                .contains(
                        "  /src/steelworks/steel checkpoint verify /home/a/q/run",
                        "  cp /src/steelworks/docs/examples/own-text.* my/ && cp -r /home/a/q/tokenizer my/");
        assertThat(lines(HOME, Path.of("/tmp/q"))).contains("  ./steel checkpoint verify /tmp/q/run");
    }

    @Test
    void shouldQuoteWhatTheShellWouldTakeApart() {
        assertThat(lines(HOME, HOME.resolve("my 'first' run")))
                .contains("  ./steel checkpoint verify 'my '\\''first'\\'' run/run'");
    }
}
