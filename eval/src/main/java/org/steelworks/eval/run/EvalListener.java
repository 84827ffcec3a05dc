package org.steelworks.eval.run;

/** Told of progress after every sample, on the evaluating thread; must return soon. */
@FunctionalInterface
public interface EvalListener {
    /** Tells nobody. */
    EvalListener NONE = (task, done, total) -> {};

    /**
     * A sample is done.
     *
     * @param task or subject in work
     * @param done samples of all tasks, those of a stopped evaluation included
     * @param total of all tasks
     */
    void progress(String task, long done, long total);
}
