package org.steelworks.core.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.steelworks.core.id.JobId;

/** Answers of the job scheduler. A change that was answered with {@link Accepted} survives a crash. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "answer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JobAnswer.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = JobAnswer.Found.class, name = "found"),
    @JsonSubTypes.Type(value = JobAnswer.Listed.class, name = "listed"),
    @JsonSubTypes.Type(value = JobAnswer.DataAdded.class, name = "data-added"),
    @JsonSubTypes.Type(value = JobAnswer.DataMixed.class, name = "data-mixed"),
    @JsonSubTypes.Type(value = JobAnswer.Refused.class, name = "refused")
})
public sealed interface JobAnswer extends JobMessage {
    /** Done, or done before: {@code created} tells a first submit from a repeated one. */
    record Accepted(JobView job, boolean created) implements JobAnswer {}

    record Found(JobView job) implements JobAnswer {}

    /** A page of jobs in order of submission; {@code next} is the id to go on after, null at the end. */
    record Listed(List<JobView> jobs, String next) implements JobAnswer {
        public Listed {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * A job trains more shards: those of a run that is going on from its next generation, which forms at once; those of
     * another when it goes on.
     *
     * @param set number of the set that they joined, from 0
     * @param shards how many
     * @param blocks samples in them
     */
    record DataAdded(JobId job, int set, int shards, long blocks) implements JobAnswer {}

    /**
     * A job's samples are drawn from its sets with other weights: those of a run that is going on from its next generation,
     * which forms at once; those of another when it goes on.
     *
     * @param weights of all its sets, in their order
     */
    record DataMixed(JobId job, List<Double> weights) implements JobAnswer {
        public DataMixed {
            weights = List.copyOf(weights);
        }
    }

    /** Nothing was changed. */
    record Refused(Cause cause, String reason, String hint) implements JobAnswer {}

    /** Why something is refused, with the number users can search for. */
    enum Cause {
        NOT_FOUND("STEEL-2001"),
        WRONG_STATE("STEEL-2002"),
        KEY_REUSED("STEEL-2003"),
        INVALID_RECIPE("STEEL-2004"),
        FOLDER_IN_USE("STEEL-2005"),
        QUEUE_FULL("STEEL-2006"),
        INVALID_ARGUMENT("STEEL-2007"),
        OTHER_SCIENCE("STEEL-2008"),
        DATA_REFUSED("STEEL-2009");

        private final String number;

        Cause(String number) {
            this.number = number;
        }

        /** {@code STEEL-nnnn}. */
        public String number() {
            return number;
        }
    }
}
