package org.steelworks.ops.dashboard;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.RunEvent;
import org.steelworks.ops.status.WorkerView;

/** The first page: what runs, on what, and what happened lately. */
final class OverviewPage {
    private static final int WORKERS = 100;
    private static final int EVENTS = 12;
    private static final int JOBS = 50;

    private OverviewPage() {}

    static String render(Language language, ClusterSnapshot snapshot) {
        Words words = new Words(language);
        return new Frame(language, "/").live(words.say("overview.title"), html -> {
            html.element("h1", words.say("overview.title"));
            Sections sections = new Sections(html, words);
            tiles(html, sections, words, snapshot);
            List<JobView> newest = new ArrayList<>(snapshot.jobs());
            Collections.reverse(newest);
            sections.jobs(newest.subList(0, Math.min(JOBS, newest.size())));
            sections.workers(snapshot.workers(), WORKERS);
            sections.events(snapshot.events(), EVENTS, true);
        });
    }

    private static void tiles(Html html, Sections sections, Words words, ClusterSnapshot snapshot) {
        long up = snapshot.members().stream()
                .filter(member -> member.status().equals("up") && member.reachable())
                .count();
        long busy = count(snapshot, WorkerView.State.RUNNING) + count(snapshot, WorkerView.State.CATCHING_UP);
        long lost = count(snapshot, WorkerView.State.LOST);
        long running =
                snapshot.jobs().stream().filter(job -> job.state().active()).count();
        long queued = snapshot.jobs().stream()
                .filter(job -> job.state() == JobState.QUEUED)
                .count();
        List<RunEvent> recoveries = snapshot.events().stream()
                .filter(event -> event.recoverySeconds() != null)
                .toList();
        String last =
                recoveries.isEmpty() ? "–" : Words.number(recoveries.get(0).recoverySeconds(), 2) + " s";
        String summary = words.say("overview.summary", busy, snapshot.workers().size(), lost, running, queued);
        html.open("section", "id", "tiles", "data-section", "", "data-announce", summary);
        html.element("h2", words.say("overview.now"), "class", "quiet").open("dl", "class", "tiles");
        sections.tile(
                words.say("tile.members"), up + " / " + snapshot.members().size(), words.say("tile.members.under"));
        sections.tile(
                words.say("tile.workers"),
                busy + " / " + snapshot.workers().size(),
                lost == 0 ? words.say("tile.workers.under") : words.say("tile.workers.lost", lost));
        sections.tile(words.say("tile.jobs"), Long.toString(running), words.say("tile.jobs.under", queued));
        sections.tile(words.say("tile.recovery"), last, words.say("tile.recovery.under", recoveries.size()));
        html.close("dl").close("section");
    }

    private static long count(ClusterSnapshot snapshot, WorkerView.State state) {
        return snapshot.workers().stream()
                .filter(worker -> worker.state() == state)
                .count();
    }
}
