package org.steelworks.ops.status;

/**
 * An actor and its health.
 *
 * @param path inside its node's actor system
 * @param role what it is, such as {@code job scheduler}; few different ones
 * @param node where it lives
 * @param state where it stands
 * @param mailbox messages that wait
 * @param restarts by its supervisor
 * @param progressMs wall-clock time of the last handled message, 0 before the first
 * @param lastFailure why it last failed, null where it never did
 */
public record ActorView(
        String path,
        String role,
        String node,
        State state,
        long mailbox,
        int restarts,
        long progressMs,
        String lastFailure)
        implements StatusMessage {

    /** Where an actor stands. */
    public enum State {
        RUNNING,
        /** Handles one message for longer than it should. */
        BUSY,
        /** Failed; its supervisor starts it again. */
        RESTARTING,
        STOPPED
    }
}
