package org.steelworks.ops.cli;

/** Why a command ends without success: one message that says what, where, why and what to do, and the exit code. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The job failed. */
    public static final int FAILED = 1;
    /** Usage or recipe. */
    public static final int USAGE = 2;
    /** The cluster cannot be reached. */
    public static final int UNREACHABLE = 3;
    /** Not found. */
    public static final int NOT_FOUND = 4;
    /** Not authorised. */
    public static final int UNAUTHORISED = 5;
    /** Interrupted. */
    public static final int INTERRUPTED = 130;

    private final int exitCode;

    public CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public CommandFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
