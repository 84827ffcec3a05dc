package org.steelworks.core.protocol;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.steelworks.core.aeron.Endpoint;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.id.RunId;

/**
 * Between a run's coordinator and worker processes, by way of the worker's actor on its node. At most once, in order
 * per pair; every message is idempotent and sent again by its sender's state machine until answered; nothing survives
 * the end of the worker's process.
 */
public final class WorkerProtocol {
    private WorkerProtocol() {}

    /** To a worker process. */
    public sealed interface ToWorker extends WireMessage {}

    /** Take part in a run as {@code member}; answered by Offered or Refused. */
    public record EnterRun(RunSetup setup, Member member) implements ToWorker {}

    /** Stop generations up to {@code number}; answered by Stopped. */
    public record Stop(RunId run, long number) implements ToWorker {}

    /**
     * Enter a generation; answered by Ready.
     *
     * @param endpoints of the members, in their order
     * @param feed of the shard supervisor that sends blocks
     */
    public record Enter(RunId run, GenerationPlan plan, List<Endpoint> endpoints, Endpoint feed) implements ToWorker {
        public Enter {
            endpoints = List.copyOf(endpoints);
        }
    }

    /** Ledger and metrics have all steps up to {@code step}. */
    public record Recorded(RunId run, long step) implements ToWorker {}

    /** The run is over for this worker. */
    public record Leave(RunId run, String reason) implements ToWorker {}

    /** From a worker process. */
    public sealed interface FromWorker extends WireMessage {}

    /** The process is up; the first thing it says. */
    public record Up(ActorRef<ToWorker> worker, long pid) implements FromWorker {}

    /**
     * It offers itself to the run; said again until a generation names it.
     *
     * @param inGeneration number of the generation it is in, 0 for none
     * @param peakFlops what its device can do at most, FLOP/s; NaN where unknown
     */
    public record Offered(
            RunId run, Member member, Fingerprint fingerprint, Endpoint endpoint, long inGeneration, double peakFlops)
            implements FromWorker {}

    /** It cannot take part. */
    public record Refused(RunId run, Member member, String reason) implements FromWorker {}

    /** Answer to Stop. */
    public record Stopped(RunId run, Member member, long number, StopReport report) implements FromWorker {}

    /** A notice of its step machine. */
    public record Told(RunId run, Member member, StepNotice notice) implements FromWorker {}

    /**
     * Where a bucket lies in a worker's part of a checkpoint.
     *
     * @param positions first bytes of weights, first and second moments in the file
     * @param checksums of the same
     */
    public record SavedBucket(int bucket, List<Long> positions, List<Digest128> checksums) {
        public SavedBucket {
            positions = List.copyOf(positions);
            checksums = List.copyOf(checksums);
        }
    }

    /** Its primary buckets of {@code step} are on disk. */
    public record Saved(
            RunId run,
            Member member,
            long generation,
            long step,
            long appliedSteps,
            String file,
            long fileBytes,
            List<SavedBucket> buckets)
            implements FromWorker {
        public Saved {
            buckets = List.copyOf(buckets);
        }
    }

    /** It could not save its part. */
    public record SaveFailed(RunId run, Member member, long generation, long step, String reason)
            implements FromWorker {}
}
