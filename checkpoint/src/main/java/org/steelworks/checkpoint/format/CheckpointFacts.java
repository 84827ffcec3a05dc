package org.steelworks.checkpoint.format;

import java.util.Locale;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.spec.ModelSpec;

/**
 * What a checkpoint says of itself besides its buckets.
 *
 * @param recipeDigest of the run's recipe
 * @param fingerprint what the bits depend on, item by item
 * @param step stable step whose state this is, 0 for the start
 * @param appliedSteps steps that changed the weights; AdamW's bias correction counts these
 * @param dataLedger the data ledger as canonical JSON, without paths
 * @param nextSample first sample index not trained yet
 * @param model architecture, so that a checkpoint alone can be exported
 * @param tokenizerDigest of the tokenizer's files, or null where the run has none
 */
public record CheckpointFacts(
        String recipeDigest,
        Fingerprint fingerprint,
        long step,
        long appliedSteps,
        String dataLedger,
        long nextSample,
        ModelSpec model,
        String tokenizerDigest) {
    public CheckpointFacts {
        if (recipeDigest.isBlank()) {
            throw new IllegalArgumentException("recipe digest is empty");
        }
        if (step < 0 || step > 99_999_999) {
            throw new IllegalArgumentException("step is " + step + ", must be in 0..99999999");
        }
        if (appliedSteps < 0 || appliedSteps > step) {
            throw new IllegalArgumentException(
                    "applied_steps is " + appliedSteps + ", must be in 0.." + step + " (the step)");
        }
        if (nextSample < 0) {
            throw new IllegalArgumentException("next sample is " + nextSample + ", must not be negative");
        }
        if (!CanonicalJson.write(CanonicalJson.read(dataLedger, "data ledger")).equals(dataLedger)) {
            throw new IllegalArgumentException(
                    "data ledger is not canonical JSON (sorted keys, no white space): " + abbreviate(dataLedger));
        }
    }

    /** The whole data state, ledger and next sample, as canonical JSON without paths. */
    public String dataState() {
        return "{\"ledger\":" + dataLedger + ",\"next_sample\":" + nextSample + "}";
    }

    /** Name of the published folder. */
    public String folder() {
        return folder(step);
    }

    /** Name of the published folder of a step. */
    public static String folder(long step) {
        return String.format(Locale.ROOT, "step-%08d", step);
    }

    /** Name of the folder in which members write before publication. */
    public static String temporaryFolder(long step) {
        return folder(step) + ".tmp";
    }

    private static String abbreviate(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }
}
