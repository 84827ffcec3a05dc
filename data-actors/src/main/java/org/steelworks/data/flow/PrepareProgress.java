package org.steelworks.data.flow;

/**
 * How far a cleaning is.
 *
 * @param unitsDone of {@code unitsTotal}, those of an earlier, interrupted run included
 * @param bytesDone of {@code bytesTotal} on disk; falls back when a unit has to be done again
 * @param documents so far in finished units
 * @param kept so far in finished units
 * @param nodes where units are in work
 * @param heldUp why no unit is in work although some wait, a sentence; empty where that is not so
 */
public record PrepareProgress(
        int unitsDone,
        int unitsTotal,
        long bytesDone,
        long bytesTotal,
        long documents,
        long kept,
        int nodes,
        String heldUp) {}
