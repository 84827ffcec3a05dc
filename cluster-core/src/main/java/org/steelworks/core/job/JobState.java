package org.steelworks.core.job;

/**
 * Life cycle of a job. Legal changes:
 *
 * <ul>
 *   <li>QUEUED to STARTING (workers granted), STOPPED (stop asked), FAILED (recipe no longer readable)
 *   <li>STARTING to RUNNING (first step), STOPPING, STOPPED, FAILED, SUCCEEDED
 *   <li>RUNNING to STOPPING (stop asked), STOPPED, FAILED, SUCCEEDED
 *   <li>STOPPING to STOPPED, FAILED, SUCCEEDED (the last step came first)
 *   <li>STOPPED and FAILED to QUEUED (resume asked)
 *   <li>all that have not ended to STOPPED, where the node holds them after its own end (see {@link JobScheduler})
 * </ul>
 */
public enum JobState {
    QUEUED,
    STARTING,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED,
    SUCCEEDED;

    /** Whether a run exists for it. */
    public boolean active() {
        return this == STARTING || this == RUNNING || this == STOPPING;
    }

    /** Whether nothing happens to it any more unless somebody asks. */
    public boolean ended() {
        return this == STOPPED || this == FAILED || this == SUCCEEDED;
    }
}
