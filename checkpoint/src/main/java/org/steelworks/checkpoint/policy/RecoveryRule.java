package org.steelworks.checkpoint.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.steelworks.core.generation.Fingerprint;

/**
 * Which checkpoint a run starts from: the newest that is complete, belongs to the run and whose every checksum holds.
 * Checking checksums reads whole files, so the rule asks for them one checkpoint at a time: the caller answers a
 * {@link Verify} by deciding again with that candidate's checksums known.
 */
public final class RecoveryRule {
    /** What is known of a candidate's checksums. */
    public enum Checksums {
        UNKNOWN,
        HOLD,
        FAIL
    }

    /**
     * A folder that may be a checkpoint.
     *
     * @param step from the folder's name
     * @param incomplete why it cannot be read at all, or null
     * @param recipeDigest of its run, null where incomplete
     * @param fingerprint of its run, null where incomplete
     * @param checksums what is known
     * @param checksumFault the first fault found, or null
     */
    public record Candidate(
            long step,
            String incomplete,
            String recipeDigest,
            Fingerprint fingerprint,
            Checksums checksums,
            String checksumFault) {
        /** A folder that cannot be read. */
        public static Candidate incomplete(long step, String reason) {
            return new Candidate(step, reason, null, null, Checksums.UNKNOWN, null);
        }

        /** A readable manifest whose checksums were not looked at. */
        public static Candidate readable(long step, String recipeDigest, Fingerprint fingerprint) {
            return new Candidate(step, null, recipeDigest, fingerprint, Checksums.UNKNOWN, null);
        }

        /** The same with checksums checked; {@code fault} is null where all hold. */
        public Candidate checked(String fault) {
            Checksums found = fault == null ? Checksums.HOLD : Checksums.FAIL;
            return new Candidate(step, incomplete, recipeDigest, fingerprint, found, fault);
        }
    }

    /**
     * What the run is.
     *
     * @param recipeDigest of the recipe
     * @param fingerprint of the present workers, or null where any will do
     * @param forced take a checkpoint of another recipe or fingerprint too; the run is then not bit-exact
     */
    public record Wanted(String recipeDigest, Fingerprint fingerprint, boolean forced) {}

    /** The answer. */
    public sealed interface Decision {
        /** A sentence, with why newer ones were passed over. */
        String reason();
    }

    /** Check the checksums of this one, then decide again. */
    public record Verify(long step, String reason) implements Decision {}

    /**
     * Start from this one.
     *
     * @param exact false where recipe or fingerprint differ and it was forced
     */
    public record Take(long step, boolean exact, String reason) implements Decision {}

    /** None can be used: start from step 0, as the recipe initialises it. */
    public record StartFresh(String reason) implements Decision {}

    private RecoveryRule() {}

    /** Decides over candidates in any order. */
    public static Decision decide(List<Candidate> candidates, Wanted wanted) {
        List<Candidate> newestFirst = new ArrayList<>(candidates);
        newestFirst.sort(Comparator.comparingLong(Candidate::step).reversed());
        List<String> passedOver = new ArrayList<>();
        for (Candidate candidate : newestFirst) {
            String unusable = unusable(candidate);
            String foreign = unusable == null ? foreign(candidate, wanted) : null;
            if (unusable != null || foreign != null && !wanted.forced()) {
                passedOver.add("step " + candidate.step() + ": " + (unusable != null ? unusable : foreign));
            } else if (candidate.checksums() == Checksums.UNKNOWN) {
                return new Verify(
                        candidate.step(), "step " + candidate.step() + " is next to be checked" + because(passedOver));
            } else {
                String inexact = foreign == null ? "" : ", forced although " + foreign + "; not bit-exact";
                return new Take(
                        candidate.step(),
                        foreign == null,
                        "step " + candidate.step() + " is the newest valid checkpoint" + inexact + because(passedOver));
            }
        }
        return new StartFresh(
                candidates.isEmpty()
                        ? "there is no checkpoint: the run starts from step 0"
                        : "no checkpoint can be used: the run starts from step 0" + because(passedOver));
    }

    private static String because(List<String> passedOver) {
        return passedOver.isEmpty() ? "" : " (passed over " + String.join("; ", passedOver) + ")";
    }

    private static String unusable(Candidate candidate) {
        if (candidate.incomplete() != null) {
            return "not complete: " + candidate.incomplete();
        }
        return candidate.checksums() == Checksums.FAIL ? "damaged: " + candidate.checksumFault() : null;
    }

    private static String foreign(Candidate candidate, Wanted wanted) {
        if (!candidate.recipeDigest().equals(wanted.recipeDigest())) {
            return "recipe digest " + candidate.recipeDigest() + " is not this run's " + wanted.recipeDigest();
        }
        return wanted.fingerprint() == null
                ? null
                : wanted.fingerprint().difference(candidate.fingerprint()).orElse(null);
    }
}
