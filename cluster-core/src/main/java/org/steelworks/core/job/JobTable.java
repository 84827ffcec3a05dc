package org.steelworks.core.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.steelworks.core.id.JobId;
import org.steelworks.core.spec.RunKind;

/**
 * All jobs, rebuilt from the journal. An event with a fencing number below the highest one seen was written by a
 * scheduler that had lost its office: it changes nothing and is counted.
 */
final class JobTable {
    /** What a client key was used for. */
    record Submission(JobId job, String requestDigest) {}

    private final Map<JobId, Job> jobs = new LinkedHashMap<>();
    private final Map<String, Submission> submissions = new HashMap<>();
    private long fence;
    private long fencedEvents;

    long fence() {
        return fence;
    }

    long fencedEvents() {
        return fencedEvents;
    }

    /** The job, or null. */
    Job find(JobId id) {
        return jobs.get(id);
    }

    /** What the client key was used for, or null. */
    Submission submission(String clientKey) {
        return clientKey == null ? null : submissions.get(clientKey);
    }

    /** All jobs in order of submission. */
    Collection<Job> all() {
        return Collections.unmodifiableCollection(jobs.values());
    }

    List<Job> in(JobState state) {
        List<Job> found = new ArrayList<>();
        for (Job job : jobs.values()) {
            if (job.state() == state) {
                found.add(job);
            }
        }
        return found;
    }

    List<Job> active() {
        List<Job> found = new ArrayList<>();
        for (Job job : jobs.values()) {
            if (job.state().active()) {
                found.add(job);
            }
        }
        return found;
    }

    JobId nextId(String kind) {
        return new JobId(String.format("%s-%04d", kind, jobs.size() + 1));
    }

    JobTable apply(JobEvent event) {
        if (event.fence() < fence) {
            fencedEvents++;
            return this;
        }
        fence = event.fence();
        if (event instanceof JobEvent.Submitted submitted) {
            Job job = Job.of(submitted, jobs.size() + 1L);
            jobs.put(job.id(), job);
            if (submitted.clientKey() != null) {
                submissions.put(submitted.clientKey(), new Submission(job.id(), submitted.requestDigest()));
            }
        } else if (event instanceof JobEvent.Launched launched) {
            replace(launched.job(), job -> job.launched(launched.attempt(), launched.workers(), launched.atMs()));
        } else if (event instanceof JobEvent.Running running) {
            replace(running.job(), job -> job.at(running.step(), running.generation())
                    .withSteps(running.steps())
                    .to(JobState.RUNNING, "", running.atMs()));
        } else if (event instanceof JobEvent.StopAsked asked) {
            replace(asked.job(), job -> job.to(JobState.STOPPING, stopping(job), asked.atMs()));
        } else if (event instanceof JobEvent.Interrupted interrupted) {
            replace(
                    interrupted.job(),
                    job -> job.to(JobState.STOPPED, "its node ended before it did", interrupted.atMs()));
        } else if (event instanceof JobEvent.Revised revised) {
            replace(revised.job(), job -> job.revised(revised));
        } else if (event instanceof JobEvent.Resumed resumed) {
            replace(resumed.job(), job -> job.to(JobState.QUEUED, "", resumed.atMs()));
        } else if (event instanceof JobEvent.PriorityChanged changed) {
            replace(changed.job(), job -> job.prioritised(changed.priority()));
        } else if (event instanceof JobEvent.Scaled scaled) {
            replace(scaled.job(), job -> job.scaled(scaled.workers()));
        } else {
            end(event);
        }
        return this;
    }

    private static String stopping(Job job) {
        return job.kind().equals(RunKind.PREPARE.key())
                ? "gives up the units in work; those that are done are kept"
                : "saves a checkpoint first";
    }

    private void end(JobEvent event) {
        if (event instanceof JobEvent.Stopped stopped) {
            replace(stopped.job(), job -> job.at(stopped.step(), job.generation())
                    .to(JobState.STOPPED, "stopped on request", stopped.atMs()));
        } else if (event instanceof JobEvent.Failed failed) {
            replace(failed.job(), job -> job.at(failed.step(), job.generation())
                    .to(JobState.FAILED, failed.reason(), failed.atMs()));
        } else if (event instanceof JobEvent.Succeeded succeeded) {
            replace(succeeded.job(), job -> job.at(succeeded.step(), job.generation())
                    .to(JobState.SUCCEEDED, "", succeeded.atMs()));
        }
    }

    private void replace(String id, java.util.function.UnaryOperator<Job> change) {
        jobs.computeIfPresent(new JobId(id), (key, job) -> change.apply(job));
    }
}
