package org.steelworks.ops.quickstart;

import java.nio.file.Path;

/** What a quickstart tells while it runs. */
public interface QuickstartConsole {
    /** Its node is about to start with that folder. */
    default void starts(Path node) {}

    /** A line of its own. */
    void say(String line);

    /** How far the present stage is, 0 to 1; shown in place where the terminal can. */
    void progress(String stage, double share, FittedLine detail);
}
