package org.steelworks.ops.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.steelworks.core.aeron.AeronSettings;
import org.steelworks.core.aeron.DataPlaneLost;
import org.steelworks.core.protocol.RunSetup;
import org.steelworks.core.protocol.WorkerProtocol;
import org.steelworks.gpu.state.SnapshotSink;
import org.steelworks.gpu.state.StateSource;
import org.steelworks.gpu.worker.WorkerEngine;
import org.steelworks.gpu.worker.WorkerParts;
import org.steelworks.ops.process.WorkerProcess;

/**
 * A worker process: a plain actor system that talks to the actor that owns it, and the engine. It ends within a second
 * when its standard input ends, because then its node is gone.
 */
public final class WorkerMain {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerMain.class);
    private static final int FAILED = 70;

    private WorkerMain() {}

    /** Started by a node's worker actor; see {@link WorkerOptions}. */
    public static void main(String[] arguments) {
        WorkerOptions options = WorkerOptions.parse(arguments);
        watchNode();
        Config config = config();
        ActorSystem<WorkerProtocol.ToWorker> system = ActorSystem.create(
                Behaviors.setup(context -> control(options, config, context.getSelf(), context.getSystem())),
                "steel-worker",
                config);
        LOG.info(
                "worker {} runs as process {}",
                options.settings().worker(),
                ProcessHandle.current().pid());
        // a node that wants the end closes standard input, so this end is none that was asked for
        var unused = system.getWhenTerminated().thenRun(() -> System.exit(FAILED));
    }

    private static org.apache.pekko.actor.typed.Behavior<WorkerProtocol.ToWorker> control(
            WorkerOptions options, Config config, ActorRef<WorkerProtocol.ToWorker> self, ActorSystem<?> system) {
        ActorRef<WorkerProtocol.FromWorker> node = ActorRefResolver.get(system).resolveActorRef(options.nodeActor());
        Consumer<Throwable> fatal = WorkerMain::fail;
        WorkerEngine engine = new WorkerEngine(
                options.settings(), AeronSettings.from(config), options.aeron(), new Parts(), node::tell, fatal);
        node.tell(new WorkerProtocol.Up(self, ProcessHandle.current().pid()));
        return Behaviors.receive(WorkerProtocol.ToWorker.class)
                .onAnyMessage(message -> {
                    engine.hear(message);
                    return Behaviors.same();
                })
                .build();
    }

    private static Config config() {
        return ConfigFactory.parseMap(Map.of(
                        "pekko.actor.provider", "remote",
                        "pekko.remote.artery.transport", "tcp",
                        "pekko.remote.artery.canonical.hostname", "127.0.0.1",
                        "pekko.remote.artery.canonical.port", 0,
                        "pekko.remote.artery.propagate-harmless-quarantine-events", "off",
                        "pekko.scheduler.tick-duration", "50 ms",
                        "pekko.loglevel", "WARNING",
                        "pekko.stdout-loglevel", "OFF",
                        "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off",
                        "pekko.jvm-exit-on-fatal-error", "on"))
                .withFallback(ConfigFactory.load());
    }

    /** Whatever leaves the engine in doubt ends the process at once; the node starts it again. */
    private static void fail(Throwable cause) {
        LOG.error("this worker ends", cause);
        Runtime.getRuntime().halt(cause instanceof DataPlaneLost ? WorkerProcess.NODE_LOST : FAILED);
    }

    private static void watchNode() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {
                            Thread.onSpinWait();
                        }
                    } catch (IOException e) {
                        LOG.warn("standard input failed, which is taken for the node's end", e);
                    }
                    Runtime.getRuntime().halt(0);
                },
                "steel-node-watch");
        watch.setDaemon(true);
        watch.start();
    }

    /** What the checkpoint module makes for a worker. */
    private static final class Parts implements WorkerParts {
        @Override
        public StateSource source(RunSetup setup) {
            return new RunStateSource(setup);
        }

        @Override
        public SnapshotSink sink(RunSetup setup, String member) {
            return new CheckpointSink(setup, member);
        }
    }
}
