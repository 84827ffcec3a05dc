package org.steelworks.ops.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import org.steelworks.ops.prepare.LocalPrepare;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code steel} command: one subcommand per class. Data go to standard output, all else to standard error. */
@Command(
        name = "steel",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        description = "Language models from scratch on a fault-tolerant actor cluster.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "steel test [--goldens DIR] runs all tests of the project.",
            "steel COMMAND --help tells more about a command.",
            "Exit codes: 0 done, 1 failed, 2 usage or recipe, 3 cluster unreachable, 4 not found, 5 unauthorised,"
                    + " 130 interrupted."
        })
public final class SteelMain implements Runnable {
    private final Streams streams;

    @Spec
    private CommandSpec spec;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Print stack traces of failures.")
    private boolean debug;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Print no progress.")
    private boolean quiet;

    /** A cleaning that begins to start while the options are read; null where none is needed. */
    private final LocalPrepare cleaning;

    private SteelMain(Streams streams, LocalPrepare cleaning) {
        this.streams = streams;
        this.cleaning = cleaning;
    }

    /** The command line as users call it. */
    public static void main(String[] arguments) {
        boolean debug = Arrays.asList(arguments).contains("--debug");
        // before the first logger is made
        System.setProperty("steel.log.frames", debug ? "full" : "0");
        System.setProperty("steel.log.throwables", Boolean.toString(debug));
        LocalPrepare cleaning = Subcommands.cleans(arguments) ? LocalPrepare.start() : null;
        System.exit(execute(new SteelMain(Streams.ofProcess(), cleaning), arguments));
    }

    /** Runs a command line in this process; the exit code is the contract's. */
    public static int execute(String... arguments) {
        return execute(Streams.ofProcess(), arguments);
    }

    /** The same with the streams given. */
    static int execute(Streams streams, String... arguments) {
        return execute(new SteelMain(streams, null), arguments);
    }

    private static int execute(SteelMain main, String... arguments) {
        Streams streams = main.streams;
        CommandLine line = new CommandLine(main);
        Subcommands.addTo(line, arguments);
        line.setOut(streams.out()).setErr(streams.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        line.setParameterExceptionHandler(SteelMain::reportUsage);
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::render);
        int exitCode = runToEnd(line, arguments);
        streams.out().flush();
        streams.err().flush();
        return exitCode;
    }

    /** picocli hands exceptions to its handlers, errors such as a full memory to its caller. */
    private static int runToEnd(CommandLine line, String... arguments) {
        try {
            return line.execute(arguments);
        } catch (OutOfMemoryError | LinkageError e) {
            return report(e, line);
        }
    }

    /** What the command of this specification talks to. */
    static Streams streams(CommandSpec spec) {
        return main(spec).streams;
    }

    /** Where a command shows how far it is. */
    static StatusLine status(CommandSpec spec) {
        return new StatusLine(streams(spec), main(spec).quiet, System::nanoTime);
    }

    /** A progress line of a command. */
    static ProgressLine progress(CommandSpec spec, String what) {
        return new ProgressLine(streams(spec), main(spec).quiet, what, System::nanoTime);
    }

    /** Whether progress is unwanted. */
    static boolean quiet(CommandSpec spec) {
        return main(spec).quiet;
    }

    /** What a cleaning of the command runs on; close it. */
    static LocalPrepare cleaning(CommandSpec spec) {
        LocalPrepare begun = main(spec).cleaning;
        return (begun == null ? LocalPrepare.start() : begun).awaitLoggers();
    }

    private static SteelMain main(CommandSpec spec) {
        return (SteelMain) spec.root().userObject();
    }

    private static int report(Throwable failure, CommandLine command) {
        FailureMessage message = FailureMessage.of(failure);
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText("steel: " + message.text()));
        if (main(command.getCommandSpec()).debug) {
            failure.printStackTrace(err);
        }
        return message.exitCode();
    }

    private static int reportUsage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText("steel: " + failure.getMessage()));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return CommandFailure.USAGE;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
