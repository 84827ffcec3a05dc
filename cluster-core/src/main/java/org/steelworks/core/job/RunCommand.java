package org.steelworks.core.job;

/** What the job scheduler asks of a run. Local messages; a repeated one changes nothing. */
public sealed interface RunCommand {
    /** Save a checkpoint and end with {@link RunUpdate.Stopped}. */
    record Stop() implements RunCommand {}

    /** Go on with so many workers from the next generation. */
    record Scale(int workers) implements RunCommand {}
}
