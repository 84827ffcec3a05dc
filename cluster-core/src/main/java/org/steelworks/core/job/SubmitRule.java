package org.steelworks.core.job;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.steelworks.core.id.JobId;
import org.steelworks.core.job.JobAnswer.Cause;
import org.steelworks.core.recipe.Recipe;
import org.steelworks.core.spec.RunKind;

/** Whether a submit makes a job, repeats one, or is refused. */
final class SubmitRule {
    private static final int MAX_NAME = 200;
    private static final int MAX_KEY = 200;

    private SubmitRule() {}

    sealed interface Outcome {}

    /** A new job; the event lacks nothing. */
    record New(JobEvent.Submitted event) implements Outcome {}

    /** The same was submitted before. */
    record Repeated(JobId job) implements Outcome {}

    record Refuse(JobAnswer.Refused answer) implements Outcome {}

    /** Looks at a submit before its recipe is read: repeated, refused, or null where the recipe decides. */
    static Outcome beforeRecipe(JobTable table, JobScheduler.Submit submit, JobSettings settings) {
        JobTable.Submission earlier = table.submission(submit.clientKey());
        if (earlier != null) {
            return earlier.requestDigest().equals(digest(submit))
                    ? new Repeated(earlier.job())
                    : refuse(
                            Cause.KEY_REUSED,
                            "the key '" + submit.clientKey() + "' was used for another request, job " + earlier.job(),
                            "Use a new key for a new request");
        }
        if (submit.clientKey() != null
                && (submit.clientKey().isBlank() || submit.clientKey().length() > MAX_KEY)) {
            return refuse(
                    Cause.INVALID_ARGUMENT, "the key is blank or too long", "Use 1 to " + MAX_KEY + " characters");
        }
        if (submit.name() != null && submit.name().length() > MAX_NAME) {
            return refuse(Cause.INVALID_ARGUMENT, "the name is too long", "Use at most " + MAX_NAME + " characters");
        }
        if (table.in(JobState.QUEUED).size() >= settings.maxQueued()) {
            return refuse(
                    Cause.QUEUE_FULL,
                    settings.maxQueued() + " jobs wait already",
                    "Try again later, or raise steel.jobs.max-queued");
        }
        return null;
    }

    /** Decides once the recipe is known to be good. */
    static Outcome withRecipe(
            JobTable table, JobScheduler.Submit submit, Recipe recipe, JobSettings settings, long fence, long nowMs) {
        RunKind kind = recipe.spec().kind();
        JobId id = table.nextId(kind.key());
        Path dir;
        try {
            dir = submit.dir() == null ? settings.dir().resolve(id.value()) : Path.of(submit.dir());
        } catch (InvalidPathException e) {
            return refuse(Cause.INVALID_ARGUMENT, "dir is no path: " + e.getMessage(), "Give an absolute path");
        }
        if (!dir.isAbsolute()) {
            return refuse(Cause.INVALID_ARGUMENT, "dir '" + dir + "' is relative", "Give an absolute path");
        }
        String folder = dir.normalize().toString();
        for (Job other : table.all()) {
            if (!other.state().ended() && other.dir().equals(folder)) {
                return refuse(
                        Cause.FOLDER_IN_USE,
                        "job " + other.id() + " (" + other.state() + ") already works in " + folder,
                        "Choose another folder, or stop that job");
            }
        }
        boolean trains = recipe.spec().train() != null;
        return new New(new JobEvent.Submitted(
                fence,
                nowMs,
                id.value(),
                submit.clientKey(),
                digest(submit),
                submit.name() == null || submit.name().isBlank() ? id.value() : submit.name(),
                kind.key(),
                recipe.resolvedYaml(),
                folder,
                submit.priority(),
                trains ? recipe.spec().train().steps() : 0,
                trains ? recipe.spec().cluster().minWorkers() : 0,
                trains ? recipe.spec().cluster().maxWorkers() : 0));
    }

    private static Refuse refuse(Cause cause, String reason, String hint) {
        return new Refuse(new JobAnswer.Refused(cause, reason, hint));
    }

    private static String digest(JobScheduler.Submit submit) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            String[] parts = {
                submit.recipe(), submit.folder(), submit.dir(), submit.name(), Integer.toString(submit.priority())
            };
            for (String part : parts) {
                sha.update(part == null ? new byte[] {1} : part.getBytes(StandardCharsets.UTF_8));
                sha.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java runtime has no SHA-256", e);
        }
    }
}
