package org.steelworks.eval.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.steelworks.eval.score.TaskScore;

/** One task of an evaluation, or one subject of it, ready to be computed sample by sample. Its data were checked. */
interface TaskRun extends AutoCloseable {
    /** Its name in files. */
    String name();

    /** Samples to evaluate. */
    long samples();

    /** Identifies what the model reads for a sample. */
    String promptHash(long sample) throws IOException;

    /** Computes a sample: the line of the samples file, with its metrics. */
    ObjectNode compute(long sample, BooleanSupplier cancelled) throws IOException;

    /** The score, given the lines of all samples in order. */
    TaskScore score(List<ObjectNode> samples);

    /** What result files say of the task's settings. */
    ObjectNode settings();

    @Override
    void close();
}
