package org.steelworks.ops.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.checkpoint.actor.CheckpointKeeper;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.WorkerProtocol;

/**
 * Turns what members say of their parts into saves of the run's {@link CheckpointKeeper}: a save begins with its first
 * part and is given up when its generation is. Owned by the coordinator's thread.
 */
final class CheckpointSaves {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointSaves.class);

    private final RunFolder folder;
    private final BucketPlan buckets;
    private final ActorRef<CheckpointKeeper.Command> keeper;
    private final ActorRef<CheckpointKeeper.Answer> answers;
    private GenerationPlan plan;
    private Fingerprint fingerprint = new Fingerprint(Map.of());
    private long step = -1;

    CheckpointSaves(
            RunFolder folder, ActorRef<CheckpointKeeper.Command> keeper, ActorRef<CheckpointKeeper.Answer> answers) {
        this.folder = folder;
        this.buckets = BucketPlan.of(ParameterTable.of(folder.model()));
        this.keeper = keeper;
        this.answers = answers;
    }

    void generation(GenerationPlan next, Fingerprint items) {
        plan = next;
        fingerprint = items;
        if (step >= 0) {
            keeper.tell(new CheckpointKeeper.Abandon(
                    step, "generation " + next.generation().number() + " began"));
            step = -1;
        }
    }

    private long number() {
        return plan.generation().number();
    }

    void saved(WorkerProtocol.Saved saved) {
        begin(saved.step(), saved.appliedSteps());
        try {
            keeper.tell(new CheckpointKeeper.PartWritten(number(), group(saved)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            LOG.warn("the part of {} for step {} makes no sense", saved.member(), saved.step(), e);
            keeper.tell(new CheckpointKeeper.PartFailed(
                    number(),
                    saved.step(),
                    saved.member().toString(),
                    "its description makes no sense: " + e.getMessage()));
        }
    }

    /** A part that fails ends its save; one that fails before any other part came was never begun. */
    void failed(WorkerProtocol.SaveFailed failed) {
        long applied = Math.min(failed.step(), plan.base().appliedSteps());
        begin(failed.step(), applied);
        keeper.tell(new CheckpointKeeper.PartFailed(
                number(), failed.step(), failed.member().toString(), failed.reason()));
    }

    private void begin(long next, long appliedSteps) {
        if (next == step) {
            return;
        }
        step = next;
        long nextSample = folder.feed().nextSample(next);
        CheckpointFacts facts = new CheckpointFacts(
                folder.recipeDigest(),
                fingerprint,
                next,
                appliedSteps,
                folder.data().ledger().usedBefore(nextSample).toCanonicalJson(),
                nextSample,
                folder.model(),
                folder.tokenizerDigest());
        keeper.tell(new CheckpointKeeper.Begin(number(), facts, writers(), answers));
    }

    /** Members that are primary of some bucket: the others have nothing to write. */
    private Set<String> writers() {
        Generation generation = plan.generation();
        Set<String> writers = new HashSet<>();
        for (int bucket = 0; bucket < generation.buckets(); bucket++) {
            writers.add(generation.members().get(generation.primary(bucket)).toString());
        }
        return writers;
    }

    private BucketGroup group(WorkerProtocol.Saved saved) {
        List<BucketEntry> entries = new ArrayList<>();
        for (WorkerProtocol.SavedBucket bucket : saved.buckets()) {
            entries.add(new BucketEntry(
                    buckets.bucket(bucket.bucket()), saved.file(), bucket.positions(), bucket.checksums()));
        }
        return new BucketGroup(saved.member().toString(), saved.step(), saved.file(), saved.fileBytes(), entries);
    }
}
