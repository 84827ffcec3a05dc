package org.steelworks.ops.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Commands of a later version: known by name, so that they are not taken for a misspelling, and refused with what to do. */
final class LaterCommands {
    private static final Map<String, String> INSTEAD = Map.of(
            "chat", "steel generate --chat answers one prompt",
            "serve", "steel generate writes from a prompt");

    private LaterCommands() {}

    static void addTo(CommandLine line) {
        INSTEAD.forEach((name, instead) -> {
            CommandSpec spec = CommandSpec.wrapWithoutInspection((Runnable) () -> {
                throw new CommandFailure(
                        CommandFailure.USAGE, "steel " + name + " is not part of this version; for now, " + instead);
            });
            spec.usageMessage().hidden(true);
            spec.parser().unmatchedOptionsArePositionalParams(true);
            spec.addPositional(PositionalParamSpec.builder()
                    .arity("0..*")
                    .type(List.class)
                    .auxiliaryTypes(String.class)
                    .build());
            line.addSubcommand(name, spec);
        });
    }
}
