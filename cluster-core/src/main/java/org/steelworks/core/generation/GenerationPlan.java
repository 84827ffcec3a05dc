package org.steelworks.core.generation;

/**
 * Everything a member must know to enter a generation. Whatever changes a run's future travels only in here.
 *
 * @param generation members, ranges, holders
 * @param base the state it starts from
 * @param decision the decision of {@code base.step()} for members one step behind, or null
 * @param decidedIn number of the generation that made that decision; who prepared it in another one copies instead
 * @param sources per bucket a member (index) that has it at the base, or -1 where it comes from the base's source
 * @param lastStep the step after which the run ends or stops
 * @param snapshotBase whether the base itself is to be saved as a checkpoint
 * @param skipStep the step whose update is skipped because it is not finite, or -1
 * @param recordedThrough last step that ledger and metrics already have
 * @param data where the newest changes of the data come in: state that they outdate is given up; absent in the journal of a run
 *     that began before there were any
 * @param reason why the generation was formed, one sentence
 */
public record GenerationPlan(
        Generation generation,
        Base base,
        Decision decision,
        long decidedIn,
        int[] sources,
        long lastStep,
        boolean snapshotBase,
        long skipStep,
        long recordedThrough,
        DataPlace data,
        String reason) {
    public GenerationPlan {
        data = data == null ? DataPlace.NONE : data;
    }
}
