package org.steelworks.gpu.worker;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.aeron.MediaDriverOwner;
import org.steelworks.core.aeron.PeerId;
import org.steelworks.core.bucket.Bucket;
import org.steelworks.core.bucket.BucketPlan;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.model.Parameter;
import org.steelworks.core.model.ParameterInit;
import org.steelworks.core.model.ParameterTable;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.core.run.machine.CoordinatorMachine;
import org.steelworks.core.run.machine.CoordinatorPort;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.core.run.machine.RunPlanSettings;
import org.steelworks.gpu.state.SnapshotSink;
import org.steelworks.gpu.state.StateSource;

/** One run in one JVM: real engines, real Aeron and libtorch, a coordinator on the test's thread. */
final class LocalRun implements CoordinatorPort, AutoCloseable {
    private final RunSetup setup;
    private final AeronSettings aeron;
    private final Path folder;
    private final MediaDriverOwner driver;
    private final TokenFeed feed;
    private final CoordinatorMachine machine;
    private final LinkedBlockingQueue<Runnable> inputs = new LinkedBlockingQueue<>();
    private final Map<Member, WorkerEngine> engines = new HashMap<>();
    private final Map<Member, Endpoint> endpoints = new HashMap<>();
    private final Map<Integer, byte[]> saved = new HashMap<>();
    private int streams = 1;
    /** What the ledger would hold. */
    final List<Decision> decisions = new ArrayList<>();

    final List<String> events = new ArrayList<>();
    private boolean ended;
    private String failure;

    LocalRun(RunSetup setup, int workers, int replicas) throws IOException {
        this(setup, workers, replicas, true);
    }

    /** @param sharing whether gradients are read in shared memory, else they are sent */
    LocalRun(RunSetup setup, int workers, int replicas, boolean sharing) throws IOException {
        this.setup = setup;
        this.aeron = AeronSettings.from(ConfigFactory.parseMap(Map.of("steel.aeron.share-memory", sharing))
                .withFallback(ConfigFactory.load()));
        this.folder = Files.createTempDirectory("steel-run");
        this.driver = MediaDriverOwner.start(aeron, "test", 64 << 20);
        this.feed = new TokenFeed(
                aeron,
                driver.driverFolder(),
                streams++,
                setup.train().leafSequences() * (setup.sequenceLength() + 1),
                setup.model().vocabSize());
        int[] elements = BucketPlan.of(ParameterTable.of(setup.model())).buckets().stream()
                .mapToInt(Bucket::length)
                .toArray();
        long last = setup.train().steps();
        this.machine = new CoordinatorMachine(
                new RunPlanSettings(
                        setup.train().leaves(),
                        elements,
                        workers,
                        workers,
                        replicas,
                        last,
                        RunPlanSettings.WEIGHTS_DIGEST_EVERY,
                        false,
                        step -> step == last,
                        parts -> Digest128.combine(Arrays.asList(parts))),
                this,
                0,
                0);
        for (int slot = 0; slot < workers; slot++) {
            start(slot, 1);
        }
    }

    void start(int slot, long incarnation) {
        Member member = new Member(new WorkerId("test", slot), incarnation);
        WorkerSettings settings =
                new WorkerSettings(member.worker(), incarnation, new Endpoint("test", streams++, ""), 1);
        WorkerEngine engine = new WorkerEngine(
                settings,
                aeron,
                driver.driverFolder(),
                new Parts(),
                message -> inputs.add(() -> hear(member, message)),
                error -> inputs.add(() -> failure = String.valueOf(error)));
        engines.put(member, engine);
        engine.hear(new WorkerProtocol.EnterRun(setup, member));
    }

    /** Takes an engine away without a word, as a killed process would go. */
    void kill(int slot, long incarnation) {
        silence(slot, incarnation);
        machine.onExited(new Member(new WorkerId("test", slot), incarnation), "killed by the test", System.nanoTime());
    }

    /** Takes an engine away, and nobody hears of it. */
    void silence(int slot, long incarnation) {
        engines.remove(new Member(new WorkerId("test", slot), incarnation)).close();
    }

    /** Drives the coordinator until {@code step} is recorded, or the run has ended. */
    void runUntil(long step) throws InterruptedException {
        long deadlineNs = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!ended && decisions.size() < step) {
            Runnable input = inputs.poll(10, TimeUnit.MILLISECONDS);
            if (input != null) {
                input.run();
            }
            machine.onTick(System.nanoTime());
            if (failure != null || System.nanoTime() > deadlineNs) {
                throw new AssertionError("step " + step + " was not recorded: " + failure + ", " + machine.phase()
                        + ", " + decisions.size() + " steps, events " + events);
            }
        }
    }

    void runToEnd() throws InterruptedException {
        runUntil(Long.MAX_VALUE);
    }

    /** Digest of the last checkpoint: weights and both moments of every bucket. */
    Digest128 state() {
        List<Digest128> parts = new ArrayList<>();
        for (int bucket = 0; bucket < saved.size(); bucket++) {
            parts.add(Digest128.of(ByteBuffer.wrap(saved.get(bucket))));
        }
        return Digest128.combine(parts);
    }

    private void hear(Member member, WorkerProtocol.FromWorker message) {
        long nowNs = System.nanoTime();
        if (message instanceof WorkerProtocol.Offered offered) {
            endpoints.put(member, offered.endpoint());
            machine.onRegistered(member, offered.inGeneration(), nowNs);
        } else if (message instanceof WorkerProtocol.Stopped stopped) {
            machine.onStopReport(member, stopped.number(), stopped.report(), nowNs);
        } else if (message instanceof WorkerProtocol.Told told) {
            machine.onNotice(member, told.notice(), nowNs);
        } else if (message instanceof WorkerProtocol.Saved part) {
            if (part.generation() == machine.number() && saved.size() == buckets()) {
                machine.onPublished(part.step(), nowNs);
            }
        } else if (message instanceof WorkerProtocol.SaveFailed failed) {
            machine.onPublishFailed(failed.step(), failed.reason(), nowNs);
        } else if (message instanceof WorkerProtocol.Refused refused) {
            failure = refused.reason();
        }
    }

    private int buckets() {
        return BucketPlan.of(ParameterTable.of(setup.model())).size();
    }

    private WorkerEngine engine(Member member) {
        return engines.get(member);
    }

    private void tell(Member member, WorkerProtocol.ToWorker message) {
        WorkerEngine engine = engine(member);
        if (engine != null) {
            engine.hear(message);
        }
    }

    @Override
    public void stop(Member member, long number) {
        tell(member, new WorkerProtocol.Stop(setup.run(), number));
    }

    @Override
    public void plan(Member member, GenerationPlan plan) {
        List<Endpoint> at =
                plan.generation().members().stream().map(endpoints::get).toList();
        tell(member, new WorkerProtocol.Enter(setup.run(), plan, at, feed.endpoint()));
    }

    @Override
    public void acknowledge(Member member, long step) {
        tell(member, new WorkerProtocol.Recorded(setup.run(), step));
    }

    @Override
    public void release(Member member, String reason) {
        tell(member, new WorkerProtocol.Leave(setup.run(), reason));
    }

    @Override
    public void expel(Member member, String reason) {
        failure = member + " was expelled: " + reason;
    }

    @Override
    public void journal(GenerationPlan plan) {
        List<Member> members = plan.generation().members();
        feed.serve(
                setup.run().tag(),
                plan.generation().number(),
                members.stream().map(m -> new PeerId(m.toString())).toList(),
                members.stream().map(endpoints::get).toList());
        inputs.add(() -> machine.onJournaled(plan.generation().number(), System.nanoTime()));
    }

    @Override
    public void placeData(DataPlace place) {
        throw new IllegalStateException("nobody changes data here");
    }

    @Override
    public void findBase() {
        inputs.add(() -> machine.onBaseFound(Base.initial(), "the beginning", System.nanoTime()));
    }

    @Override
    public void record(List<StableStep> fresh) {
        fresh.forEach(step -> decisions.add(step.decision()));
        inputs.add(() -> machine.onRecorded(decisions.size(), System.nanoTime()));
    }

    @Override
    public void event(RunNotice notice) {
        events.add(notice.type() + " " + notice.reason());
    }

    @Override
    public void ended(long step, boolean completed) {
        ended = true;
    }

    @Override
    public void failed(String reason) {
        failure = reason;
    }

    @Override
    public void close() throws Exception {
        engines.values().forEach(WorkerEngine::close);
        feed.close();
        driver.close();
        Files.delete(folder);
    }

    /** Initial weights of the seed; snapshots go to memory. */
    private final class Parts implements WorkerParts {
        @Override
        public StateSource source(RunSetup of) {
            ParameterTable table = ParameterTable.of(of.model());
            return (base, bucket, weights, moment, square) -> {
                for (Parameter parameter : table.parameters()) {
                    if (parameter.vector() == bucket.vector()) {
                        ByteBuffer range = weights.slice((int) (parameter.offset() * Float.BYTES), (int)
                                        (parameter.length() * Float.BYTES))
                                .order(weights.order());
                        ParameterInit.fill(parameter, of.train().seed(), 0, range.asFloatBuffer());
                    }
                }
            };
        }

        @Override
        public SnapshotSink sink(RunSetup of, String member) {
            return (step, buckets, lender) -> {
                for (Bucket bucket : buckets) {
                    lender.lend(bucket, (weights, moment, square) -> {
                        ByteBuffer all = ByteBuffer.allocate(3 * weights.remaining());
                        all.put(weights).put(moment).put(square);
                        inputs.add(() -> saved.put(bucket.ordinal(), all.array()));
                    });
                }
                return new SnapshotSink.Part(member, 0, List.of());
            };
        }
    }
}
