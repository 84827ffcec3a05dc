package org.steelworks.eval.run;

/** An evaluation was stopped on request; what is done is in its journal. */
public final class EvalStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EvalStopped(long done, long total) {
        super("the evaluation was stopped after " + done + " of " + total
                + " samples; the same command goes on from there");
    }
}
