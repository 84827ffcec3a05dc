package org.steelworks.ops.run;

import java.time.Instant;
import org.steelworks.core.id.RunId;
import org.steelworks.core.run.RunProgress;
import org.steelworks.core.run.RunStatus;
import org.steelworks.core.run.machine.RunNotice;

/** What whoever watches a run hears of it. */
public sealed interface RunNews {
    RunId run();

    /** A line of {@code events.jsonl}. */
    record Noticed(RunId run, Instant time, RunNotice notice) implements RunNews {}

    /** A durable step. */
    record Stepped(RunId run, RunProgress progress) implements RunNews {}

    /** Phase, members or position changed. */
    record Changed(RunId run, RunStatus status) implements RunNews {}

    /**
     * Something worth telling of a cleaning.
     *
     * @param type what happened, a word with underscores
     * @param node data node concerned, or empty
     * @param reason a sentence
     */
    record Told(RunId run, Instant time, String type, String node, String reason) implements RunNews {
        /** How far it is; only the log has these. */
        public static final String PROGRESS = "progress";
    }
}
