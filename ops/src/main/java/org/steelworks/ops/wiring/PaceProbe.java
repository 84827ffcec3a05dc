package org.steelworks.ops.wiring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import org.steelworks.core.generation.Base;
import org.steelworks.core.id.RunId;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.RunSpec;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.core.tensor.BufferSource;
import org.steelworks.gpu.kernel.DeviceSettings;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.plan.PacePlan;
import org.steelworks.gpu.plan.PacePlan.Shape;
import org.steelworks.gpu.plan.PacePlan.Times;
import org.steelworks.gpu.train.RunDevice;
import org.steelworks.gpu.train.RunScience;
import org.steelworks.gpu.train.TrainStep;
import org.steelworks.ops.process.CudaDevices;

/** Trains models of a run's shape but of one or two layers for a few steps, on random tokens, to see how fast this machine is. */
public final class PaceProbe {
    /** Steps of a model; the fastest counts, so that a busy moment does not. */
    private static final int STEPS = 4;

    private static final long SEED = 1;

    private PaceProbe() {}

    /** Takes a few seconds and the memory of two layers. */
    public static Times measure(RunSpec run, Shape shape) {
        try (DeviceThread device =
                DeviceThread.start(new DeviceSettings(run.cluster().threadsPerWorker(), 1))) {
            return device.call("measure steps", () -> {
                try (KernelLibrary library = KernelLibrary.open()) {
                    return new Times(
                            seconds(library, run, shape, 1, shape.smallVocab(), 1),
                            seconds(library, run, shape, 2, shape.smallVocab(), 1),
                            seconds(library, run, shape, 1, shape.largeVocab(), 1),
                            seconds(library, run, shape, 1, shape.smallVocab(), 2));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    private static double seconds(KernelLibrary library, RunSpec run, Shape shape, int layers, int vocab, int leaves)
            throws IOException, InterruptedException {
        ModelSpec model = run.model().spec().withSize(layers, vocab);
        TrainSpec train = run.train().withBatch(leaves * shape.sequences(), shape.sequences());
        RunSetup setup = new RunSetup(new RunId("pace"), model, train, shape.length(), "", "", 1, 0);
        SplittableRandom random = new SplittableRandom(SEED);
        int[] tokens = random.ints((long) shape.sequences() * (shape.length() + 1), 0, vocab)
                .toArray();
        try (RunDevice device = RunDevice.open(library, setup, new RunStateSource(setup), BufferSource.PRIVATE)) {
            TrainStep step = new TrainStep(
                    device, RunScience.of(setup, device.memory().buckets().size()));
            step.load(Base.initial());
            long best = Long.MAX_VALUE;
            for (int i = 0; i < STEPS; i++) {
                long beganNs = System.nanoTime();
                step.run(i + 1L, i, leaf -> tokens);
                best = Math.min(best, System.nanoTime() - beganNs);
            }
            return best / 1e9;
        }
    }

    /** What a run will take with so many workers on this machine. */
    public static PacePlan plan(RunSpec run, int workers, int replicas) {
        ModelSpec model = run.model().spec();
        int length = run.data().sequenceLength();
        Shape shape = Shape.of(run.train(), model, length);
        double busy = run.train().device() == TrainSpec.Device.CUDA
                ? (double) workers / Math.max(1, CudaDevices.here().names().size())
                : (double) workers
                        * run.cluster().threadsPerWorker()
                        / Runtime.getRuntime().availableProcessors();
        return PacePlan.of(
                model,
                run.train(),
                length,
                shape,
                measure(run, shape),
                workers,
                replicas,
                1 / Math.max(1, busy),
                !run.data().validation().isEmpty());
    }
}
