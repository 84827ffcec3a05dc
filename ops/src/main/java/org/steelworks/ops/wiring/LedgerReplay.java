package org.steelworks.ops.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.steelworks.checkpoint.catalog.CheckpointCatalog;
import org.steelworks.checkpoint.format.CheckpointFacts;
import org.steelworks.checkpoint.ledger.StepLedgerReader;
import org.steelworks.checkpoint.policy.RecoveryRule;
import org.steelworks.checkpoint.store.DirectoryStore;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.id.RunId;
import org.steelworks.core.ledger.ReplayRule;
import org.steelworks.core.ledger.StepRecord;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.recipe.Overrides;
import org.steelworks.core.run.RunAssignment;
import org.steelworks.core.run.machine.RunPlanSettings;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.data.feed.SampleRange;
import org.steelworks.gpu.kernel.DeviceSettings;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.train.RunDevice;
import org.steelworks.gpu.train.RunScience;
import org.steelworks.gpu.train.TrainStep;
import org.steelworks.ops.run.RunFolder;
import org.steelworks.ops.run.StepRecords;

/**
 * Computes the steps of a run's folder again, on one device and without a cluster, and compares them with the run's
 * ledger. Changes nothing in the folder; the run may go on meanwhile.
 */
public final class LedgerReplay {
    /** Told on the device thread, or before it starts on the caller's. */
    public interface Listener {
        /** Something that a reader of the verdict must know. */
        void note(String sentence);

        /** {@code done} of the {@code total} steps to compute are computed. */
        void computed(long done, long total);
    }

    /**
     * What was found.
     *
     * @param from first step compared
     * @param to last step compared
     * @param base step whose state the replay began with
     * @param difference sentence with the first step in the range that differs, or null where all are equal
     */
    public record Verdict(long from, long to, long base, String difference) {}

    private record Start(Base base, Fingerprint fingerprint) {}

    private final RunSpec spec;
    private final Path dir;
    private final RunSetup setup;
    private final Listener listener;

    private LedgerReplay(RunSpec spec, Path dir, Listener listener) {
        this.spec = spec;
        this.dir = dir;
        this.setup = RunAssignment.of(
                        new RunId("replay"),
                        spec,
                        RunFolder.checkpoints(dir, spec.checkpoint()).toString(),
                        RunPlanSettings.WEIGHTS_DIGEST_EVERY,
                        step -> false,
                        0,
                        1,
                        0)
                .setup();
        this.listener = listener;
    }

    /**
     * Verifies steps.
     *
     * @param dir folder of the run
     * @param from first step to compare
     * @param to last step to compare, or null for the newest in the ledger
     * @throws NoSuchFileException where folder, recipe or ledger is missing
     * @throws IllegalArgumentException where the ledger has no such range
     */
    public static Verdict verify(Path dir, long from, Long to, Listener listener) throws IOException {
        Path folder = dir.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(dir + ": there is no such folder; give the folder of a run");
        }
        try (StepLedgerReader ledger = StepLedgerReader.open(new DirectoryStore(folder), "")) {
            long last = last(dir, from, to, ledger.lastStep());
            return new LedgerReplay(spec(folder), folder, listener).verify(ledger, from, last);
        }
    }

    private static long last(Path dir, long from, Long to, long recorded) throws NoSuchFileException {
        if (recorded == 0) {
            throw new NoSuchFileException(dir + ": its ledger has no step yet; let the run take one first");
        }
        long last = to == null ? recorded : to;
        if (from < 1 || from > last || last > recorded) {
            throw new IllegalArgumentException("steps " + from + " to " + last + " of " + dir
                    + ": the ledger has the steps 1 to " + recorded + "; choose --from and --to among them, in order");
        }
        return last;
    }

    private static RunSpec spec(Path folder) throws NoSuchFileException {
        Path recipe = folder.resolve(RunFolder.RECIPE);
        if (!Files.isRegularFile(recipe)) {
            throw new NoSuchFileException(
                    recipe + ": there is no such file; a run writes it at its start, so is this the folder of one?");
        }
        return LocalNode.recipes()
                .read(recipe, new Overrides(List.of(), Map.of()))
                .spec();
    }

    private Verdict verify(StepLedgerReader ledger, long from, long to) throws IOException {
        int threads = spec.cluster().threadsPerWorker();
        try (RunData data = RunData.open(spec, dir);
                DeviceThread device = DeviceThread.start(new DeviceSettings(threads, 1))) {
            Start start = start(from, data.recipeDigest());
            return device.call("replay", () -> {
                try {
                    return replay(data, ledger, start, from, to);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private Verdict replay(RunData data, StepLedgerReader ledger, Start start, long from, long to)
            throws IOException, InterruptedException {
        try (KernelLibrary library = KernelLibrary.open();
                RunDevice work = RunDevice.open(library, setup, new RunStateSource(setup), BufferSource.PRIVATE)) {
            Optional<String> foreign = foreign(start, work.fingerprint());
            foreign.ifPresent(listener::note);
            TrainStep step = new TrainStep(
                    work, RunScience.of(setup, work.memory().buckets().size()));
            step.load(start.base());
            String difference = firstDifference(step, data, ledger, start.base(), from, to);
            String note = difference == null
                    ? ""
                    : foreign.map(why -> ". Note: " + why).orElse("");
            return new Verdict(from, to, start.base().step(), difference == null ? null : difference + note);
        }
    }

    /** The newest usable checkpoint before {@code from}, of whatever fingerprint, or the run's beginning. */
    private Start start(long from, String recipeDigest) throws IOException {
        Path checkpoints = Path.of(setup.checkpoints());
        if (!Files.isDirectory(checkpoints)) {
            listener.note(
                    checkpoints + " holds no checkpoint: the replay begins with step 1, from the initial weights");
            return new Start(Base.initial(), null);
        }
        CheckpointCatalog catalog = new CheckpointCatalog(new DirectoryStore(checkpoints));
        CheckpointCatalog.Recovery found =
                catalog.recover(new RecoveryRule.Wanted(recipeDigest, null, false), from - 1);
        if (found.checkpoint() == null) {
            listener.note(
                    from == 1
                            ? "the replay begins with step 1, from the initial weights"
                            : "no usable checkpoint of step " + (from - 1)
                                    + " or before is kept: the replay begins with"
                                    + " step 1, from the initial weights (" + found.reason() + ")");
            return new Start(Base.initial(), newestFingerprint(catalog));
        }
        CheckpointFacts facts = found.checkpoint().manifest().facts();
        listener.note("the replay begins with the checkpoint of step " + facts.step() + ": " + found.reason());
        return new Start(Base.checkpoint(facts.step(), facts.appliedSteps(), facts.folder()), facts.fingerprint());
    }

    private static Fingerprint newestFingerprint(CheckpointCatalog catalog) throws IOException {
        Fingerprint newest = null;
        for (CheckpointCatalog.Listing listing : catalog.list()) {
            if (listing.complete()) {
                newest = listing.checkpoint().manifest().facts().fingerprint();
            }
        }
        return newest;
    }

    private static Optional<String> foreign(Start start, Fingerprint here) {
        if (start.fingerprint() == null) {
            return Optional.empty();
        }
        return start.fingerprint()
                .difference(here)
                .map(item -> "on this machine " + item + ", so the bits may differ although the run is sound:"
                        + " verify where the fingerprint is the run's");
    }

    /** The first difference in the range, or null. Steps before the range are computed, and noted where they differ. */
    private String firstDifference(TrainStep step, RunData data, StepLedgerReader ledger, Base base, long from, long to)
            throws IOException, InterruptedException {
        long applied = base.appliedSteps();
        boolean noted = false;
        for (long s = base.step() + 1; s <= to; s++) {
            long number = s;
            StepRecord recorded = ledger.read(s);
            Decision decision = step.run(s, applied, leaf -> tokens(data, number, leaf));
            applied = decision.appliedSteps();
            ReplayRule.Decision compared = ReplayRule.decide(recorded, StepRecords.of(decision, data.feed()));
            if (compared instanceof ReplayRule.Differs && s >= from) {
                return compared.reason();
            }
            if (compared instanceof ReplayRule.Differs && !noted) {
                noted = true;
                listener.note("before the range: " + compared.reason());
            }
            listener.computed(s - base.step(), to - base.step());
        }
        return null;
    }

    private int[] tokens(RunData data, long step, int leaf) {
        SampleRange samples = data.feed().leaf(step, leaf);
        int block = data.blocks().blockLength();
        int[] ids = new int[samples.count() * block];
        try {
            for (int i = 0; i < samples.count(); i++) {
                data.blocks().read(samples.first() + i, ids, i * block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ids;
    }
}
