package org.steelworks.core.run.machine;

import java.util.List;
import org.steelworks.core.generation.DataPlace;
import org.steelworks.core.generation.GenerationPlan;
import org.steelworks.core.generation.Member;
import org.steelworks.core.generation.StableStep;

/** What a {@link CoordinatorMachine} causes. Every call returns at once; answers come back as inputs of the machine. */
public interface CoordinatorPort {
    /** Ask a worker to stop generations up to {@code number}; answered by a stop report. */
    void stop(Member member, long number);

    /** Send a generation's plan to one of its members; answered by Ready. */
    void plan(Member member, GenerationPlan plan);

    /** Tell a member that ledger and metrics have all steps up to {@code step}. */
    void acknowledge(Member member, long step);

    /** Let a worker go: the run has ended or does not want it. */
    void release(Member member, String reason);

    /** Have a worker's node kill and restart its process. */
    void expel(Member member, String reason);

    /** Make a plan durable before anybody hears of it; answered by journaled. */
    void journal(GenerationPlan plan);

    /** Make durable where changes of the data that wait come in; before the plan that is journalled next. */
    void placeData(DataPlace place);

    /** Find the newest valid checkpoint, or the beginning; answered by baseFound. */
    void findBase();

    /** Write steps to ledger and metrics, in order; answered by recorded once durable. */
    void record(List<StableStep> steps);

    /** Tell the run's event file and whoever watches. */
    void event(RunNotice notice);

    /** The run ended at {@code step}; {@code completed} is false where it was stopped before its last step. */
    void ended(long step, boolean completed);

    /** The run cannot go on. */
    void failed(String reason);
}
