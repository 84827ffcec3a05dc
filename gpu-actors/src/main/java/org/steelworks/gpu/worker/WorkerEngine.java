package org.steelworks.gpu.worker;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.SystemEpochClock;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.ChunkSink;
import org.steelworks.core.aeron.DataPlane;
import org.steelworks.core.aeron.DataPlaneContext;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.LinkFaults;
import org.steelworks.core.aeron.RemoteItem;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.id.RunId;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.core.spec.TrainSpec;
import org.steelworks.gpu.kernel.DeviceSettings;
import org.steelworks.gpu.kernel.DeviceThread;
import org.steelworks.gpu.kernel.GemmRate;
import org.steelworks.gpu.kernel.KernelLibrary;
import org.steelworks.gpu.tensor.Placement;
import org.steelworks.gpu.train.RunDevice;

/**
 * All of a worker process but its actors: one device thread, one agent thread, and the engine of the run it is in. A
 * failure that leaves either thread in doubt ends the process, and its node starts it again.
 */
public final class WorkerEngine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerEngine.class);
    private static final long TICK_NS = 5_000_000L;
    /** A worker without a generation offers itself so often, one in a generation less often: an offer can be lost. */
    private static final long OFFER_NS = 300_000_000L;

    private static final long OFFER_AGAIN_NS = 2_000_000_000L;
    private static final int DEVICE_QUEUE = 1 << 14;

    private final WorkerSettings settings;
    private final WorkerParts parts;
    private final RunVoice voice;
    private final Consumer<Throwable> fatal;
    private final DeviceThread device;
    private final KernelLibrary library;
    private final double peakFlops;
    private final AgentLoop loop;
    private final DataPlane plane;
    private StepEngine engine;
    private SnapshotWriter snapshots;
    private RunDevice work;
    private RunId run;
    /** The run whose memory the device is allocating, or null. */
    private RunId opening;

    private long tickedNs;
    private long offeredNs;

    /** Starts libtorch and connects to the node's media driver; takes a second or two. */
    public WorkerEngine(
            WorkerSettings settings,
            AeronSettings aeron,
            Path driverFolder,
            WorkerParts parts,
            RunVoice voice,
            Consumer<Throwable> fatal) {
        this.settings = settings;
        this.parts = parts;
        this.voice = voice;
        this.fatal = fatal;
        this.device = DeviceThread.start(new DeviceSettings(settings.threads(), DEVICE_QUEUE));
        this.library = device.call("load kernels", KernelLibrary::open);
        this.peakFlops = device.call("measure the device", () -> GemmRate.measure(Placement.HOST, System::nanoTime));
        this.loop = new AgentLoop(aeron.idleStrategy(), fatal);
        this.plane = DataPlane.open(new DataPlaneContext(
                aeron,
                driverFolder,
                settings.inbox(),
                new Inbox(),
                LinkFaults.NONE,
                SystemNanoClock.INSTANCE,
                SystemEpochClock.INSTANCE,
                aeron.idleStrategy()));
        loop.start(new Polling());
    }

    /** A message of the coordinator; any thread. */
    public void hear(WorkerProtocol.ToWorker message) {
        if (message instanceof WorkerProtocol.EnterRun enter) {
            loop.execute(() -> enterRun(enter.setup(), enter.member()));
        } else if (message instanceof WorkerProtocol.Stop stop) {
            inRun(stop.run(), () -> engine.stop(stop.number()));
        } else if (message instanceof WorkerProtocol.Enter enter) {
            inRun(enter.run(), () -> enter(enter.plan(), enter.endpoints(), enter.feed()));
        } else if (message instanceof WorkerProtocol.Recorded recorded) {
            inRun(recorded.run(), () -> engine.recorded(recorded.step()));
        } else if (message instanceof WorkerProtocol.Leave leave) {
            loop.execute(() -> leave(leave.run()));
        }
    }

    private void inRun(RunId of, Runnable action) {
        loop.execute(() -> {
            if (engine != null && of.equals(run)) {
                action.run();
            }
        });
    }

    private void enter(GenerationPlan plan, List<Endpoint> endpoints, Endpoint feed) {
        engine.enter(plan, endpoints, feed, System.nanoTime());
    }

    private void leave(RunId left) {
        if (left.equals(opening)) {
            opening = null;
        }
        if (left.equals(run)) {
            leaveRun();
        }
    }

    private void enterRun(RunSetup setup, Member member) {
        if (engine != null && setup.run().equals(run)) {
            voice.say(engine.offer());
            return;
        }
        if (setup.run().equals(opening)) {
            return;
        }
        leaveRun();
        opening = setup.run();
        var unused = device.submit("open run " + opening, () -> open(setup))
                .whenComplete((opened, error) -> loop.execute(() -> opened(setup, member, opened, error)));
    }

    /** A run's device, and what it can do at most. */
    private record Opened(RunDevice work, double peakFlops) {}

    private Opened open(RunSetup setup) {
        // the gradients of the run before
        plane.reclaimMemory();
        RunDevice work = RunDevice.open(library, setup, parts.source(setup), plane.memory());
        boolean known = setup.train().device() == TrainSpec.Device.CPU;
        return new Opened(work, known ? peakFlops : work.peakFlops());
    }

    private void opened(RunSetup setup, Member member, Opened opened, Throwable error) {
        boolean wanted = setup.run().equals(opening) && engine == null;
        if (wanted) {
            opening = null;
        } else if (error == null) {
            closeOnDevice(setup.run(), opened.work);
        }
        if (!wanted) {
            return;
        }
        if (error != null) {
            LOG.error("run {} cannot be opened", setup.run(), error);
            voice.say(new WorkerProtocol.Refused(setup.run(), member, String.valueOf(error.getMessage())));
            return;
        }
        run = setup.run();
        work = opened.work;
        snapshots = new SnapshotWriter(
                work.pins(), parts.sink(setup, member.worker().toString()), voice);
        engine = new StepEngine(
                setup, member, plane, device, work, snapshots, loop::execute, voice, fatal, opened.peakFlops);
        offeredNs = System.nanoTime();
        voice.say(engine.offer());
    }

    private void leaveRun() {
        if (engine == null) {
            return;
        }
        LOG.info("leaving run {}", run);
        engine.close();
        snapshots.close();
        closeOnDevice(run, work);
        engine = null;
        work = null;
        run = null;
    }

    private void closeOnDevice(RunId of, RunDevice closing) {
        var unused = device.submit("close run " + of, () -> {
            closing.close();
            return null;
        });
    }

    /** What the agent thread does all the time. */
    private final class Polling implements AgentLoop.Duty {
        @Override
        public int doWork(long nowNs) {
            int done = plane.doWork();
            if (engine != null && nowNs - tickedNs >= TICK_NS) {
                tickedNs = nowNs;
                engine.tick(nowNs);
                long every = engine.machine().generation() == 0 ? OFFER_NS : OFFER_AGAIN_NS;
                if (nowNs - offeredNs >= every) {
                    offeredNs = nowNs;
                    voice.say(engine.offer());
                }
            }
            return done;
        }

        @Override
        public void close() {
            // first the run: its computation may wait for weights that nobody will receive any more
            try {
                leaveRun();
            } finally {
                plane.close();
            }
        }
    }

    /** Gives what arrives to the run it belongs to. */
    private final class Inbox implements ChunkSink {
        @Override
        public ByteBuffer destination(FrameKey key, int totalLength) {
            return engine == null ? null : engine.destination(key, totalLength);
        }

        @Override
        public boolean onRemote(FrameKey key, int totalLength, RemoteItem item) {
            return engine != null && engine.onRemote(key, totalLength, item, System.nanoTime());
        }

        @Override
        public void onComplete(FrameKey key, ByteBuffer memory) {
            if (engine != null) {
                engine.complete(key, memory, System.nanoTime());
            }
        }
    }

    /** The slot this process serves. */
    public WorkerSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        loop.close();
        device.close();
    }
}
