package org.steelworks.core.protocol;

import java.util.List;
import org.steelworks.core.digest.Digest128;
import org.steelworks.core.generation.Base;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.Decision;
import org.steelworks.core.generation.Fingerprint;
import org.steelworks.core.generation.Generation;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;
import org.steelworks.core.generation.StopReport;
import org.steelworks.core.generation.ValidationLosses;
import org.steelworks.core.kryo.KryoVocabulary;
import org.steelworks.core.spec.FeedForwardKind;
import org.steelworks.core.spec.MlpKind;
import org.steelworks.core.spec.ModelSpec;
import org.steelworks.core.spec.TrainSpec;

/** Wire ids of the step protocol. */
public final class ProtocolVocabulary implements KryoVocabulary {
    private static final int FIRST = 256;

    @Override
    public int firstId() {
        return FIRST;
    }

    @Override
    public List<Class<?>> classes() {
        return List.of(
                Digest128.class,
                Base.class,
                Base.Source.class,
                Decision.class,
                Fingerprint.class,
                Generation.class,
                GenerationPlan.class,
                Member.class,
                StopReport.class,
                FeedForwardKind.class,
                MlpKind.class,
                ModelSpec.class,
                TrainSpec.class,
                TrainSpec.Optimizer.class,
                TrainSpec.Schedule.class,
                TrainSpec.Schedule.Shape.class,
                TrainSpec.Loss.class,
                TrainSpec.Loss.Normalize.class,
                TrainSpec.Precision.class,
                TrainSpec.Device.class,
                TrainSpec.NonFinite.class,
                RunSetup.class,
                StepNotice.Ready.class,
                StepNotice.Stable.class,
                StepNotice.Finished.class,
                StepNotice.Overdue.class,
                StepNotice.NonFinite.class,
                WorkerProtocol.EnterRun.class,
                WorkerProtocol.Stop.class,
                WorkerProtocol.Enter.class,
                WorkerProtocol.Recorded.class,
                WorkerProtocol.Leave.class,
                WorkerProtocol.Up.class,
                WorkerProtocol.Offered.class,
                WorkerProtocol.Refused.class,
                WorkerProtocol.Stopped.class,
                WorkerProtocol.Told.class,
                WorkerProtocol.SavedBucket.class,
                WorkerProtocol.Saved.class,
                WorkerProtocol.SaveFailed.class,
                SlotProtocol.Claim.class,
                SlotProtocol.Deliver.class,
                SlotProtocol.Expel.class,
                SlotProtocol.Release.class,
                SlotProtocol.Claimed.class,
                SlotProtocol.Busy.class,
                SlotProtocol.Heard.class,
                SlotProtocol.Exited.class,
                StableStep.class,
                ValidationLosses.class,
                DataPlace.class);
    }
}
