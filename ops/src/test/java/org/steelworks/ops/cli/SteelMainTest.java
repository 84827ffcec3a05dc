package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

class SteelMainTest {
    @Test
    void helpGroupsTheCommands() {
        CliRun run = CliRun.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("Begin here", "Data", "Training", "Models", "Exit codes: 0 done")
                .containsSubsequence("prepare ", "convert ", "pack ", "tokenize ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void everyCommandHasADescriptionInTheHelp() {
        CommandLine line = new CommandLine(CommandSpec.create());
        Subcommands.addTo(line, "--help");
        Set<String> bare = new TreeSet<>();
        line.getSubcommands().forEach((name, command) -> {
            UsageMessageSpec usage = command.getCommandSpec().usageMessage();
            Command declared = command.getCommand().getClass().getAnnotation(Command.class);
            assertThat(declared == null ? name : declared.name()).isEqualTo(name);
            if (!usage.hidden() && usage.description().length == 0) {
                bare.add(name);
            }
        });
        assertThat(line.getSubcommands()).containsKeys("logits", "generate", "eval", "export", "checkpoint", "doctor");
        assertThat(bare).isEmpty();
    }

    @Test
    void aCommandIsFoundBehindOptionsAndByItself() {
        CommandLine line = new CommandLine(CommandSpec.create());
        Subcommands.addTo(line, "--debug", "pack", "--help");
        assertThat(line.getSubcommands()).containsOnlyKeys("pack");
        assertThat(CliRun.of("-q", "checkpoint", "ls", "--help").out()).contains("steel checkpoint ls");
        assertThat(CliRun.of("generate-completion").out()).contains("quickstart", "tokenize");
    }

    @Test
    void versionsForPeopleAndMachines() throws IOException {
        assertThat(CliRun.of("version").out()).startsWith("steel ").contains("libtorch 2.7.1");
        JsonNode json =
                new ObjectMapper().readTree(CliRun.of("version", "--json").out());
        assertThat(json.path("steel").asText()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(json.path("java").asText()).startsWith("17");
    }

    @Test
    void unknownCommandsAndOptionsGetASuggestion() {
        CliRun command = CliRun.of("tokenise");
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.err()).contains("tokenise").contains("tokenize");
        CliRun option = CliRun.of("pack", "--tokeniser", "x");
        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(option.err()).contains("--tokeniser").contains("--tokenizer").contains("steel pack --help");
        assertThat(option.out()).isEmpty();
    }

    @Test
    void commandsOfALaterVersionSayWhatToDoInstead() {
        CliRun run = CliRun.of("serve", "--model", "x", "--port", "1");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("steel serve is not part of this version")
                .contains("steel generate");
        assertThat(CliRun.of("--help").out()).doesNotContain("serve");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"logits", "generate", "eval", "export", "tokenize", "convert", "pack", "checkpoint", "plan"})
    void commandsWithoutTheirOptionsSayWhichAreMissing(String command) {
        CliRun run = CliRun.of(command);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("steel: ").contains("--help").doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void stackTracesComeWithDebugAlone() {
        CliRun plain = CliRun.of("checkpoint", "ls", "/nowhere");
        assertThat(plain.exitCode()).isEqualTo(4);
        assertThat(plain.err())
                .isEqualTo("steel: /nowhere: there is no such folder; give a run's folder or one with" + " checkpoints"
                        + System.lineSeparator());
        assertThat(CliRun.of("checkpoint", "ls", "/nowhere", "--debug").err()).contains("\tat org.steelworks");
    }

    @Test
    void completionScriptsAreMade() {
        CliRun run = CliRun.of("generate-completion");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("complete -F").contains("tokenize");
    }
}
