package org.steelworks.ops.quickstart;

/** What a quickstart tells while it runs. */
public interface QuickstartConsole {
    /** A line of its own. */
    void say(String line);

    /** How far the present stage is, 0 to 1; shown in place where the terminal can. */
    void progress(String stage, double share, FittedLine detail);
}
