package org.steelworks.gpu.step;

import org.steelworks.core.generation.ValidationLosses;

/**
 * The validation of the weights of the decided step at one member: between two steps, so that it is in the time of
 * neither. One thread.
 *
 * <p>Legal transitions: NONE → DUE (the step's weights are to be validated) → RUNNING (all of them are here) → DONE; any → NONE
 * (another step is decided, or the generation ended).
 */
final class ValidationTurn {
    private enum State {
        NONE,
        DUE,
        RUNNING,
        DONE
    }

    private State state = State.NONE;
    private ValidationLosses losses = ValidationLosses.NONE;
    private long beganNs;
    private long tookNs;

    /** @param due whether the weights are to be validated */
    void next(boolean due) {
        state = due ? State.DUE : State.NONE;
        losses = ValidationLosses.NONE;
        tookNs = 0;
    }

    boolean due() {
        return state == State.DUE;
    }

    boolean running() {
        return state == State.RUNNING;
    }

    /** Whether something is still to be done. */
    boolean outstanding() {
        return state == State.DUE || state == State.RUNNING;
    }

    void begin(long nowNs) {
        state = State.RUNNING;
        beganNs = nowNs;
    }

    void end(ValidationLosses share, long nowNs) {
        state = State.DONE;
        losses = share;
        tookNs = nowNs - beganNs;
    }

    /** This member's share; nothing unless it is done. */
    ValidationLosses losses() {
        return losses;
    }

    /** What this member's share took; others may take as long. */
    long tookNs() {
        return tookNs;
    }
}
