package org.steelworks.core.job;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.steelworks.core.id.JobId;

/** Shows jobs to others: keeps why they wait, and tells watchers what changed since the last round. */
final class JobWatch {
    private final Map<JobId, String> waitReasons = new HashMap<>();
    private final Set<JobId> changed = new LinkedHashSet<>();
    private Set<ActorRef<JobView>> watchers = Set.of();

    void changed(JobId job) {
        changed.add(job);
    }

    void waitReasons(Map<JobId, String> reasons) {
        reasons.forEach((job, reason) -> {
            if (!reason.equals(waitReasons.get(job))) {
                changed.add(job);
            }
        });
        waitReasons.clear();
        waitReasons.putAll(reasons);
    }

    /** New watchers hear of all jobs at once. */
    void watchers(Set<ActorRef<JobView>> next, List<JobView> all) {
        for (ActorRef<JobView> watcher : next) {
            if (!watchers.contains(watcher)) {
                all.forEach(watcher::tell);
            }
        }
        watchers = next;
    }

    void publish(Function<JobId, JobView> views) {
        for (JobId job : changed) {
            JobView view = views.apply(job);
            watchers.forEach(watcher -> watcher.tell(view));
        }
        changed.clear();
    }

    /**
     * What others see of a job.
     *
     * @param slot its run, or null
     */
    JobView view(Job job, RunSlot slot) {
        RunUpdate.Progress progress = slot == null ? null : slot.progress();
        RunUpdate.Cleaned cleaned = slot == null ? null : slot.cleaned();
        String waiting = slot == null ? "" : slot.waiting();
        String reason = job.reason();
        if (job.state() == JobState.QUEUED) {
            reason = waitReasons.getOrDefault(job.id(), "is about to start");
        } else if (job.state().active() && !waiting.isEmpty()) {
            reason = waiting;
        } else if (job.state() == JobState.RUNNING && cleaned != null) {
            reason = cleaned.sentence();
        }
        return new JobView(
                job.id(),
                job.name(),
                job.kind(),
                job.state(),
                reason,
                job.priority(),
                progress == null && cleaned == null ? job.step() : slot.step(),
                cleaned == null ? job.steps() : cleaned.unitsTotal(),
                progress == null ? null : progress.loss(),
                progress == null ? null : progress.tokensPerSecond(),
                progress == null ? job.generation() : progress.generation(),
                progress == null ? job.workers() : progress.workers(),
                job.dir(),
                job.submittedMs(),
                job.changedMs(),
                cleaned == null ? null : cleaned.cleaning());
    }
}
