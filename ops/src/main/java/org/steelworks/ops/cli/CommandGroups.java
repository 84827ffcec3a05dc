package org.steelworks.ops.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** The list of commands in the help text, by what they are for. */
final class CommandGroups {
    private static final Map<String, List<String>> GROUPS = groups();
    private static final String OTHERS = "Others";
    private static final int NAME_WIDTH = 24;
    private static final int TEXT_WIDTH = 96;

    private CommandGroups() {}

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("Begin here", List.of("quickstart", "doctor", "plan"));
        groups.put("Data", List.of("prepare", "convert", "pack", "tokenize", "data"));
        groups.put("Training", List.of("train", "continue", "config", "bench"));
        groups.put("Models", List.of("generate", "chat", "serve", "eval", "export", "logits", "checkpoint", "ledger"));
        groups.put(
                "Cluster",
                List.of(
                        "up",
                        "node",
                        "submit",
                        "status",
                        "jobs",
                        "job",
                        "logs",
                        "stop",
                        "resume",
                        "scale",
                        "priority"));
        return groups;
    }

    /** Text for {@link CommandLine.Model.UsageMessageSpec#SECTION_KEY_COMMAND_LIST}. */
    static String render(Help help) {
        Map<String, Help> commands = help.subcommands();
        StringBuilder text = new StringBuilder();
        Set<String> left = new LinkedHashSet<>(commands.keySet());
        GROUPS.forEach((title, names) -> {
            List<String> present = names.stream().filter(left::remove).toList();
            append(text, help, title, present);
        });
        append(text, help, OTHERS, new ArrayList<>(left));
        return text.toString();
    }

    private static void append(StringBuilder text, Help help, String title, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        text.append(help.createHeading("%n" + title + "%n"));
        TextTable table = TextTable.forColumns(
                help.colorScheme(),
                new Column(NAME_WIDTH, 2, Overflow.SPAN),
                new Column(TEXT_WIDTH - NAME_WIDTH, 0, Overflow.WRAP));
        for (String name : names) {
            String[] description =
                    help.subcommands().get(name).commandSpec().usageMessage().description();
            table.addRowValues(
                    help.colorScheme().commandText(name),
                    help.colorScheme().text(description.length == 0 ? "" : description[0]));
        }
        text.append(table);
    }
}
