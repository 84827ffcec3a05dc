package org.steelworks.ops.status;

/**
 * A worker as its supervisor sees it.
 *
 * @param id such as {@code node-1/w0}
 * @param node its machine
 * @param pid of its process, 0 while there is none
 * @param device such as {@code cpu:0} or {@code cuda:1}
 * @param job it works for, null for none
 * @param state where it stands
 * @param step last step it decided, 0 before the first
 * @param generation it belongs to, 0 for none
 * @param restarts of its process
 * @param lastFailure why its process last ended, null where it never did
 * @param changedMs wall-clock time of the last change of state, milliseconds since 1970
 * @param progressMs wall-clock time of the last sign of progress, 0 before the first
 */
public record WorkerView(
        String id,
        String node,
        long pid,
        String device,
        String job,
        State state,
        long step,
        long generation,
        int restarts,
        String lastFailure,
        long changedMs,
        long progressMs)
        implements StatusMessage {

    /** Where a worker stands. */
    public enum State {
        /** Its process starts. */
        STARTING,
        /** Ready, without a run. */
        IDLE,
        /** Copies state before it may join a run. */
        CATCHING_UP,
        /** Member of a run's generation. */
        RUNNING,
        /** Its process ended; another one follows. */
        LOST,
        /** Its process ended and none follows. */
        STOPPED
    }
}
