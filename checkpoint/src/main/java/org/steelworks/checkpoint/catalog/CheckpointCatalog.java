package org.steelworks.checkpoint.catalog;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.format.FormatException;
import org.steelworks.checkpoint.policy.RecoveryRule;
import org.steelworks.checkpoint.store.Store;

/**
 * The checkpoints of one folder, found by looking at them: no pointer file is trusted. A folder counts once it has its
 * final name; temporary ones are listed nowhere.
 */
public final class CheckpointCatalog {
    private static final Pattern PUBLISHED = Pattern.compile("step-(\\d{8})");
    private static final Pattern TEMPORARY = Pattern.compile("step-(\\d{8})(\\.old)?\\.tmp");

    /**
     * A published folder.
     *
     * @param step from its name
     * @param checkpoint the checkpoint, or null where it cannot be used
     * @param fault why it cannot be used, or null
     */
    public record Listing(long step, CheckpointFolder checkpoint, String fault) {
        public boolean complete() {
            return checkpoint != null;
        }
    }

    /** What a run starts from: {@code checkpoint} is null for step 0 as the recipe initialises it. */
    public record Recovery(CheckpointFolder checkpoint, boolean exact, String reason) {}

    private final Store store;

    /** A catalog of a store whose root holds the step folders. */
    public CheckpointCatalog(Store store) {
        this.store = store;
    }

    /** All published folders, oldest first, with manifests read and file sizes checked. */
    public List<Listing> list() throws IOException {
        List<Listing> listings = new ArrayList<>();
        for (String name : store.list("")) {
            Matcher matcher = PUBLISHED.matcher(name);
            if (matcher.matches()) {
                listings.add(look(Long.parseLong(matcher.group(1)), name));
            }
        }
        listings.sort(Comparator.comparingLong(Listing::step));
        return listings;
    }

    /**
     * The checkpoint of a step.
     *
     * @throws NoSuchFileException where there is none
     * @throws FormatException where it is damaged
     */
    public CheckpointFolder open(long step) throws IOException {
        String folder = CheckpointFacts.folder(step);
        if (!store.exists(folder)) {
            throw new NoSuchFileException(store.describe(folder) + ": is not there; this folder holds the steps "
                    + list().stream().map(Listing::step).toList());
        }
        return CheckpointFolder.open(store, folder);
    }

    /** The newest checkpoint that a run may start from, every checksum of it verified; says which were passed over. */
    public Recovery recover(RecoveryRule.Wanted wanted) throws IOException {
        return recover(wanted, Long.MAX_VALUE);
    }

    /** The same among the checkpoints of steps up to {@code last}. */
    public Recovery recover(RecoveryRule.Wanted wanted, long last) throws IOException {
        List<Listing> listings =
                list().stream().filter(listing -> listing.step() <= last).toList();
        List<RecoveryRule.Candidate> candidates = new ArrayList<>();
        listings.forEach(listing -> candidates.add(candidate(listing)));
        while (true) {
            RecoveryRule.Decision decision = RecoveryRule.decide(candidates, wanted);
            if (decision instanceof RecoveryRule.Verify verify) {
                int index = indexOf(listings, verify.step());
                String fault = fault(listings.get(index).checkpoint());
                candidates.set(index, candidates.get(index).checked(fault));
            } else if (decision instanceof RecoveryRule.Take take) {
                CheckpointFolder taken =
                        listings.get(indexOf(listings, take.step())).checkpoint();
                return new Recovery(taken, take.exact(), take.reason());
            } else {
                return new Recovery(null, true, decision.reason());
            }
        }
    }

    /**
     * Removes temporary folders of steps below {@code step} that a crash or a failed save left; only while none of these
     * is being saved. Returns their names.
     */
    public List<String> clearTemporary(long step) throws IOException {
        List<String> cleared = new ArrayList<>();
        for (String name : store.list("")) {
            Matcher matcher = TEMPORARY.matcher(name);
            if (matcher.matches() && Long.parseLong(matcher.group(1)) < step) {
                store.delete(name);
                cleared.add(name);
            }
        }
        if (!cleared.isEmpty()) {
            store.syncFolder("");
        }
        return cleared;
    }

    /** The first fault found in reading all of a checkpoint, or null where every checksum holds. */
    public static String fault(CheckpointFolder checkpoint) {
        try {
            checkpoint.verify();
            return null;
        } catch (FormatException | IOException e) {
            return e.getMessage();
        }
    }

    private Listing look(long step, String folder) {
        try {
            CheckpointFolder checkpoint = CheckpointFolder.open(store, folder);
            long said = checkpoint.manifest().facts().step();
            if (said != step) {
                return new Listing(step, null, "its manifest is of step " + said);
            }
            return new Listing(step, checkpoint, null);
        } catch (FormatException | IOException e) {
            return new Listing(step, null, e.getMessage());
        }
    }

    private static RecoveryRule.Candidate candidate(Listing listing) {
        if (!listing.complete()) {
            return RecoveryRule.Candidate.incomplete(listing.step(), listing.fault());
        }
        CheckpointFacts facts = listing.checkpoint().manifest().facts();
        return RecoveryRule.Candidate.readable(listing.step(), facts.recipeDigest(), facts.fingerprint());
    }

    private static int indexOf(List<Listing> listings, long step) {
        for (int i = 0; i < listings.size(); i++) {
            if (listings.get(i).step() == step) {
                return i;
            }
        }
        throw new IllegalStateException("step " + step + " is not listed");
    }
}
