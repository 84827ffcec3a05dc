package org.steelworks.core.ledger;

import java.util.ArrayList;
import java.util.List;

/** Whether a step computed again repeats what the ledger says of it. */
public final class ReplayRule {
    /** The answer and why. */
    public sealed interface Decision {
        String reason();
    }

    /** The replay gave what was recorded. */
    public record Repeats(String reason) implements Decision {}

    /** The replay gave something else: history and present do not belong together. */
    public record Differs(String reason) implements Decision {}

    private ReplayRule() {}

    /** Compares every field; weights only where both records carry their digest. */
    public static Decision decide(StepRecord recorded, StepRecord replayed) {
        List<String> differences = new ArrayList<>();
        compare(differences, "step", recorded.step(), replayed.step());
        compare(
                differences,
                "outcome",
                recorded.outcome().key(),
                replayed.outcome().key());
        compare(differences, "gradient digest", recorded.gradient(), replayed.gradient());
        boolean weightsKnown = recorded.weights() != null && replayed.weights() != null;
        if (weightsKnown) {
            compare(differences, "weights digest", recorded.weights(), replayed.weights());
        }
        compare(differences, "first sample", recorded.firstSample(), replayed.firstSample());
        compare(differences, "end sample", recorded.endSample(), replayed.endSample());
        if (differences.isEmpty()) {
            return new Repeats("step " + recorded.step() + " repeats the ledger: outcome, gradient digest"
                    + (weightsKnown ? ", weights digest" : "") + " and samples are equal");
        }
        return new Differs(
                "step " + recorded.step() + " does not repeat the ledger: " + String.join("; ", differences));
    }

    private static void compare(List<String> differences, String item, Object recorded, Object replayed) {
        if (!recorded.equals(replayed)) {
            differences.add(item + " was " + recorded + ", now " + replayed);
        }
    }
}
