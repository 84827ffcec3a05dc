package org.steelworks.ops.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** The subcommands of {@code steel}, in the order of the help text. */
final class Subcommands {
    private static final Map<String, Class<?>> CLASSES = classes();

    private Subcommands() {}

    private static Map<String, Class<?>> classes() {
        Map<String, Class<?>> classes = new LinkedHashMap<>();
        classes.put("quickstart", QuickstartCommand.class);
        classes.put("doctor", DoctorCommand.class);
        classes.put("plan", PlanCommand.class);
        classes.put("prepare", PrepareCommand.class);
        classes.put("convert", ConvertCommand.class);
        classes.put("pack", PackCommand.class);
        classes.put("tokenize", TokenizeCommand.class);
        classes.put("data", DataCommand.class);
        classes.put("train", TrainCommand.class);
        classes.put("continue", ContinueCommand.class);
        classes.put("bench", BenchCommand.class);
        classes.put("config", ConfigCommand.class);
        classes.put("generate", GenerateCommand.class);
        classes.put("eval", EvalCommand.class);
        classes.put("export", ExportCommand.class);
        classes.put("logits", LogitsCommand.class);
        classes.put("checkpoint", CheckpointCommand.class);
        classes.put("ledger", LedgerCommand.class);
        classes.put("up", UpCommand.class);
        classes.put("node", NodeCommand.class);
        classes.put("submit", SubmitCommand.class);
        classes.put("status", StatusCommand.class);
        classes.put("jobs", JobsCommand.class);
        classes.put("job", JobCommand.class);
        classes.put("logs", LogsCommand.class);
        classes.put("stop", StopCommand.class);
        classes.put("resume", ResumeCommand.class);
        classes.put("scale", ScaleCommand.class);
        classes.put("priority", PriorityCommand.class);
        classes.put("version", VersionCommand.class);
        classes.put("generate-completion", GenerateCompletion.class);
        return classes;
    }

    /**
     * Adds the one subcommand that the arguments name: to build all of them takes longer than a short command itself. Where
     * they name none, as for help, or one that is not known, all are added.
     */
    static void addTo(CommandLine line, String... arguments) {
        String first = name(arguments);
        Class<?> named = CLASSES.get(first);
        if (named != null && named != GenerateCompletion.class) {
            line.addSubcommand(first, named);
        } else {
            CLASSES.forEach(line::addSubcommand);
            LaterCommands.addTo(line);
        }
    }

    /** Whether the arguments ask for text to be cleaned or converted in this process. */
    static boolean cleans(String... arguments) {
        Class<?> named = CLASSES.get(name(arguments));
        List<String> given = List.of(arguments);
        return (named == PrepareCommand.class || named == ConvertCommand.class)
                && !given.contains("--help")
                && !given.contains("-h");
    }

    private static String name(String... arguments) {
        return Stream.of(arguments)
                .filter(argument -> !argument.startsWith("-"))
                .findFirst()
                .orElse("");
    }
}
