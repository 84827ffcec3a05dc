package org.steelworks.core.aeron;

/**
 * The media driver does not answer, or closed this client. Nothing of the data plane works any more: the process ends
 * and is started again by its node, or opens a new data plane.
 */
public final class DataPlaneLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataPlaneLost(String message, Throwable cause) {
        super(message, cause);
    }
}
