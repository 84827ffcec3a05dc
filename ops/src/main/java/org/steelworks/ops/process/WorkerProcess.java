package org.steelworks.ops.process;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.steelworks.core.id.WorkerId;

/** One process of a slot: started, alive, ended. Closing its standard input asks it to end; killing does not ask. */
public final class WorkerProcess {
    private static final int TAIL_LINES = 5;
    private static final int SIGNALS_FROM = 128;
    private static final int SIGKILL = 9;
    private static final int SIGTERM = 15;
    private static final int SIGINT = 2;

    private final Process process;
    private final WorkerCommand command;
    private final long logFrom;
    private final long incarnation;
    private final long startedNs;

    private WorkerProcess(Process process, WorkerCommand command, long logFrom, long incarnation, long startedNs) {
        this.process = process;
        this.command = command;
        this.logFrom = logFrom;
        this.incarnation = incarnation;
        this.startedNs = startedNs;
    }

    static WorkerProcess start(
            WorkerSettings settings, WorkerId worker, long incarnation, int stream, String nodeActor, long nowNs)
            throws IOException {
        WorkerCommand command = WorkerCommand.of(settings, worker, incarnation, stream, nodeActor);
        long logFrom = LogTail.size(command.log());
        return new WorkerProcess(command.start(), command, logFrom, incarnation, nowNs);
    }

    long pid() {
        return process.pid();
    }

    long incarnation() {
        return incarnation;
    }

    long lifeMs(long nowNs) {
        return (nowNs - startedNs) / 1_000_000;
    }

    /** Completes with the exit code once the process has ended. */
    CompletionStage<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    void kill() {
        process.destroyForcibly();
    }

    /** One sentence on how it ended; with its last words where it was not killed. */
    String describe(int exitCode) {
        if (exitCode == SIGNALS_FROM + SIGKILL) {
            return "was killed (signal " + SIGKILL + ")";
        }
        String how = exitCode > SIGNALS_FROM
                ? "ended by signal " + (exitCode - SIGNALS_FROM)
                : "ended with code " + exitCode;
        String words = LogTail.read(command.log(), logFrom, TAIL_LINES);
        return words.isEmpty() ? how : how + "; last words in " + command.log() + ": " + words;
    }

    /** Exit code of a process whose node let it down, as by a media driver that was held up. */
    public static final int NODE_LOST = 75;

    /** Whether a process with this exit code ended by a fault of its own. */
    static boolean byItself(int exitCode) {
        return exitCode != NODE_LOST
                && exitCode != SIGNALS_FROM + SIGKILL
                && exitCode != SIGNALS_FROM + SIGTERM
                && exitCode != SIGNALS_FROM + SIGINT;
    }

    /** What is the same about ends of the same cause, whatever the words. */
    static String kind(int exitCode) {
        return "its process ended with code " + exitCode;
    }
}
