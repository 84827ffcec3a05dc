package org.steelworks.ops.run;

import java.util.List;

/**
 * Whether a run may work in a folder. The steps and checkpoints of a folder are of one recipe: going on with another one
 * would compute its first step again and find that it does not repeat the ledger.
 */
final class FolderRule {
    /**
     * What a folder says of itself.
     *
     * @param folder of the run
     * @param checkpointFolder of its checkpoints
     * @param steps in its ledger
     * @param checkpoints complete ones
     * @param digest of the recipe that they are of, or null where the folder does not say
     */
    record Found(String folder, String checkpointFolder, long steps, int checkpoints, String digest) {}

    private static final int SHOWN_DIGITS = 12;

    private FolderRule() {}

    /**
     * Decides; the answer is null where the run may work there, or else why not and what to do.
     *
     * @param digest of the run's recipe, or null where only the settings are looked at
     * @param differences between the settings of both recipes as far as they are known, a sentence each
     */
    static String refusal(Found found, String digest, List<String> differences) {
        if (found.steps() == 0 && found.checkpoints() == 0) {
            return null;
        }
        boolean same = found.digest() == null || digest == null
                ? differences.isEmpty()
                : found.digest().equals(digest);
        if (same) {
            return null;
        }
        String what = differences.isEmpty()
                ? "the settings are the same, so the shards or the model's files have other contents"
                : String.join("; ", differences);
        String digests = digest == null
                ? ""
                : ". Recipe digest there " + shown(found.digest()) + ", here " + shown(digest)
                        + " (it covers model, data and training settings, not workers, checkpoints or where files lie)";
        return found.folder() + " holds " + found.steps() + " steps and " + found.checkpointFolder() + " "
                + found.checkpoints() + " checkpoints of another recipe: " + what + digests
                + ". Nothing was written. Give the run another folder, or go on with the recipe recorded in "
                + found.folder() + "/" + RunFolder.RECIPE;
    }

    private static String shown(String digest) {
        return digest == null ? "not recorded" : digest.substring(0, Math.min(SHOWN_DIGITS, digest.length()));
    }
}
