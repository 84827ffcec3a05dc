package org.steelworks.ops.cli;

import java.io.FileNotFoundException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.core.recipe.RecipeException;
import org.steelworks.data.clean.recipe.OperatorRecipeException;
import org.steelworks.data.flow.PrepareFailure;
import org.steelworks.eval.run.EvalStopped;
import org.steelworks.gpu.network.ComputeCancelled;
import org.steelworks.gpu.tensor.DeviceMissingException;
import org.steelworks.ops.bench.BenchFailure;
import org.steelworks.ops.wiring.NodeFailure;

/**
 * What a user is told of a failure, and the exit code.
 *
 * @param exitCode one of those of {@link CommandFailure}
 * @param text what, where, why and what to do
 */
record FailureMessage(int exitCode, String text) {

    static FailureMessage of(Throwable failure) {
        if (failure instanceof CommandFailure known) {
            return new FailureMessage(known.exitCode(), known.getMessage());
        }
        if (failure instanceof RecipeException || failure instanceof OperatorRecipeException) {
            return new FailureMessage(CommandFailure.USAGE, failure.getMessage());
        }
        if (failure instanceof EvalStopped || failure instanceof ComputeCancelled) {
            return new FailureMessage(CommandFailure.INTERRUPTED, failure.getMessage());
        }
        if (failure instanceof FileSystemException file) {
            return ofFile(file);
        }
        if (failure instanceof FileNotFoundException) {
            return new FailureMessage(CommandFailure.NOT_FOUND, failure.getMessage());
        }
        if (failure instanceof PrepareFailure
                || failure instanceof FormatException
                || failure instanceof DeviceMissingException
                || failure instanceof NodeFailure
                || failure instanceof BenchFailure) {
            return new FailureMessage(CommandFailure.FAILED, failure.getMessage());
        }
        return ofOthers(failure);
    }

    private static FailureMessage ofFile(FileSystemException failure) {
        String text = failure.getMessage();
        // this project's own messages are sentences that begin with the path and a colon, the platform's are the path
        boolean bare = text == null || !text.contains(": ");
        if (failure instanceof NoSuchFileException || failure instanceof NotDirectoryException) {
            return new FailureMessage(
                    CommandFailure.NOT_FOUND, bare ? text + ": there is no such file or folder; check the path" : text);
        }
        if (failure instanceof FileAlreadyExistsException) {
            return new FailureMessage(
                    CommandFailure.USAGE, bare ? text + ": is there already; give another name or remove it" : text);
        }
        if (failure instanceof AccessDeniedException) {
            return new FailureMessage(
                    CommandFailure.FAILED,
                    bare ? text + ": this user may not read or write it; check its owner and permissions" : text);
        }
        return new FailureMessage(CommandFailure.FAILED, text);
    }

    private static FailureMessage ofOthers(Throwable failure) {
        boolean wrapper = failure instanceof CompletionException
                || failure instanceof ExecutionException
                || failure instanceof java.io.UncheckedIOException && isBare(failure);
        if (wrapper && failure.getCause() != null) {
            return of(failure.getCause());
        }
        if (failure instanceof CharacterCodingException) {
            return new FailureMessage(CommandFailure.FAILED, "a text is not UTF-8: save it as UTF-8");
        }
        if (failure instanceof IllegalArgumentException && failure.getMessage() != null) {
            return new FailureMessage(CommandFailure.USAGE, failure.getMessage());
        }
        if (failure instanceof OutOfMemoryError) {
            return new FailureMessage(
                    CommandFailure.FAILED,
                    "there is not enough memory (" + failure.getMessage()
                            + "): take a smaller model or fewer, shorter sequences, or a machine with more memory");
        }
        if (failure instanceof java.io.IOException && failure.getMessage() != null) {
            return new FailureMessage(CommandFailure.FAILED, failure.getMessage());
        }
        return new FailureMessage(
                CommandFailure.FAILED,
                "an unexpected error: " + failure + "; run the command again with --debug and report what it prints");
    }

    /** Whether the message says no more than the cause. */
    private static boolean isBare(Throwable failure) {
        return failure.getCause() != null && String.valueOf(failure.getCause()).equals(failure.getMessage());
    }
}
