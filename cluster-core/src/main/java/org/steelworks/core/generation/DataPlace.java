package org.steelworks.core.generation;

/**
 * Where the newest changes of a run's data come in. Steps up to {@code step} do not know them; a later step was
 * computed from the right samples only if a generation of at least this number computed it.
 *
 * @param step last step that the data as they were before decide alone; 0 where nothing was changed
 * @param generation number of the first generation that is fed with them
 */
public record DataPlace(long step, long generation) {
    /** Nothing was changed. */
    public static final DataPlace NONE = new DataPlace(0, 0);

    public DataPlace {
        if (step < 0 || generation < 0) {
            throw new IllegalArgumentException("changed data come in after step " + step + " in generation "
                    + generation + ", neither is negative");
        }
    }

    /**
     * Whether a member's state comes of samples that the run has no more: a step behind {@link #step} that an earlier
     * generation decided without anybody hearing of it.
     */
    public boolean outdates(StopReport report) {
        return report.decided() > step && report.enteredIn() < generation;
    }
}
