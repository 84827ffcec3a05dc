package org.steelworks.ops.cli;

import java.util.concurrent.CompletableFuture;
import sun.misc.Signal;

/** The signals that end a command which runs until it is told to. */
final class EndSignals {
    private EndSignals() {}

    /** The exit code once the first signal has come; a second one ends the process at once. */
    static CompletableFuture<Integer> first() {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        on("INT", CommandFailure.INTERRUPTED, end);
        on("TERM", 0, end);
        return end;
    }

    private static void on(String signal, int exitCode, CompletableFuture<Integer> end) {
        Signal.handle(new Signal(signal), received -> {
            if (!end.complete(exitCode)) {
                Runtime.getRuntime().halt(CommandFailure.INTERRUPTED);
            }
        });
    }
}
