package org.steelworks.checkpoint.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.steelworks.checkpoint.bucket.BucketGroup;
import org.steelworks.checkpoint.format.BucketEntry;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.format.Manifest;
import org.steelworks.checkpoint.format.ManifestText;
import org.steelworks.checkpoint.policy.RetentionRule;
import org.steelworks.checkpoint.store.AtomicPublish;
import org.steelworks.checkpoint.store.Store;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.model.ParameterTable;

/**
 * Turns the files that members wrote into a published checkpoint: checks that every bucket is there once, writes the
 * manifest, renames the folder, then lets old ones go. One publisher per run; not thread-safe.
 */
public final class CheckpointPublisher {
    private final Store store;
    private final CheckpointCatalog catalog;
    private final int keep;

    /**
     * A publisher.
     *
     * @param store whose root holds the step folders
     * @param keep newest checkpoints to keep
     */
    public CheckpointPublisher(Store store, int keep) {
        this.store = store;
        this.catalog = new CheckpointCatalog(store);
        this.keep = keep;
    }

    /**
     * What was published.
     *
     * @param deleted steps that retention let go
     * @param notes sentences on what was replaced, kept or not deleted, and why
     */
    public record Publication(CheckpointFolder checkpoint, List<Long> deleted, List<String> notes) {
        public Publication {
            deleted = List.copyOf(deleted);
            notes = List.copyOf(notes);
        }
    }

    /**
     * Publishes. A checkpoint of the same content that is there already counts as published; a damaged one is replaced.
     *
     * @throws FormatException where the groups do not make up the model's state, or another checkpoint has the name
     * @throws IOException where the disk failed; nothing is published then
     */
    public Publication publish(CheckpointFacts facts, List<BucketGroup> groups) throws IOException {
        Manifest manifest = assemble(facts, groups);
        List<String> notes = new ArrayList<>();
        if (!isThereAlready(manifest, notes)) {
            String temporary = CheckpointFacts.temporaryFolder(facts.step());
            removeStrangers(temporary, manifest.files().keySet());
            AtomicPublish publish = new AtomicPublish(store);
            publish.file(temporary, Manifest.FILE, ManifestText.write(manifest));
            CheckpointFolder.open(store, temporary);
            publish.folder("", temporary, facts.folder());
        }
        CheckpointFolder published = CheckpointFolder.open(store, facts.folder());
        return new Publication(published, retain(published, notes), notes);
    }

    /** Removes what members wrote for a step that will not be published. */
    public void discard(long step) throws IOException {
        store.delete(CheckpointFacts.temporaryFolder(step));
    }

    /** The catalog of the same folder. */
    public CheckpointCatalog catalog() {
        return catalog;
    }

    private static Manifest assemble(CheckpointFacts facts, List<BucketGroup> groups) {
        List<Bucket> plan = BucketPlan.of(ParameterTable.of(facts.model())).buckets();
        BucketEntry[] entries = new BucketEntry[plan.size()];
        for (BucketGroup group : groups) {
            if (group.step() != facts.step()) {
                throw new FormatException("member " + group.member() + " wrote step " + group.step() + ", step "
                        + facts.step() + " is being published");
            }
            for (BucketEntry entry : group.entries()) {
                place(entry, group, plan, entries);
            }
        }
        List<Integer> missing = new ArrayList<>();
        for (int ordinal = 0; ordinal < entries.length; ordinal++) {
            if (entries[ordinal] == null) {
                missing.add(ordinal);
            }
        }
        if (!missing.isEmpty()) {
            throw new FormatException("step " + facts.step() + ": no member wrote the buckets " + missing + " of "
                    + entries.length + "; members: "
                    + groups.stream().map(BucketGroup::member).toList());
        }
        return Manifest.of(facts, Arrays.asList(entries));
    }

    private static void place(BucketEntry entry, BucketGroup group, List<Bucket> plan, BucketEntry[] entries) {
        int ordinal = entry.bucket().ordinal();
        String who = "member " + group.member() + ", bucket " + ordinal;
        if (ordinal < 0 || ordinal >= entries.length || !plan.get(ordinal).equals(entry.bucket())) {
            throw new FormatException(who + ": " + entry.bucket() + " is not in this model's bucket plan");
        }
        if (entries[ordinal] != null) {
            throw new FormatException(
                    who + ": also written to " + entries[ordinal].file() + ": one primary per bucket");
        }
        entries[ordinal] = entry;
    }

    private boolean isThereAlready(Manifest manifest, List<String> notes) throws IOException {
        String folder = manifest.facts().folder();
        if (!store.exists(folder)) {
            return false;
        }
        CheckpointFolder old;
        try {
            old = CheckpointFolder.open(store, folder);
            old.verify();
        } catch (FormatException e) {
            delete(folder);
            notes.add(folder + " was damaged and is replaced: " + e.getMessage());
            return false;
        }
        requireSame(old, manifest);
        discard(manifest.facts().step());
        notes.add(folder + " was there already with the same content");
        return true;
    }

    private static void requireSame(CheckpointFolder old, Manifest manifest) {
        CheckpointFacts theirs = old.manifest().facts();
        boolean same =
                theirs.equals(manifest.facts()) && checksums(old.manifest()).equals(checksums(manifest));
        if (!same) {
            throw new FormatException(
                    old.name() + " holds another valid checkpoint (recipe " + theirs.recipeDigest() + ", this run is "
                            + manifest.facts().recipeDigest() + "): move it away or set another checkpoint.dir");
        }
    }

    private static List<List<Digest128>> checksums(Manifest manifest) {
        return manifest.buckets().stream().map(BucketEntry::checksums).toList();
    }

    private void removeStrangers(String temporary, Set<String> expected) throws IOException {
        Set<String> keepers = new HashSet<>(expected);
        for (String name : store.list(temporary)) {
            if (!keepers.contains(name)) {
                store.delete(AtomicPublish.join(temporary, name));
            }
        }
    }

    private List<Long> retain(CheckpointFolder published, List<String> notes) throws IOException {
        long newest = published.manifest().facts().step();
        // what is newer than the present was passed over at the start of the run: it must not push valid ones out
        List<RetentionRule.Published> known = catalog.list().stream()
                .map(listing ->
                        new RetentionRule.Published(listing.step(), listing.complete() && listing.step() <= newest))
                .toList();
        RetentionRule.Decision decision = RetentionRule.decide(known, keep);
        if (decision.delete().isEmpty()) {
            return List.of();
        }
        // sizes and manifests alone do not prove a checkpoint; nothing goes before one was read in full
        String fault = CheckpointCatalog.fault(published);
        if (fault != null) {
            notes.add("nothing was deleted because the new checkpoint does not verify: " + fault);
            return List.of();
        }
        for (long step : decision.delete()) {
            delete(CheckpointFacts.folder(step));
        }
        store.syncFolder("");
        notes.add(decision.reason());
        return decision.delete();
    }

    /** Renamed first, so that a crash half-way leaves a temporary folder and never a broken checkpoint. */
    private void delete(String folder) throws IOException {
        String doomed = folder + ".old.tmp";
        store.delete(doomed);
        store.rename(folder, doomed);
        store.delete(doomed);
    }
}
