package org.steelworks.ops.dashboard;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.steelworks.core.job.JobView;
import org.steelworks.core.node.ClusterView;
import org.steelworks.ops.status.ActorView;
import org.steelworks.ops.status.RunEvent;
import org.steelworks.ops.status.WorkerView;

/** The sections that several pages show. Each has an id and is replaced as a whole when it changes. */
final class Sections {
    private final Html html;
    private final Words words;

    Sections(Html html, Words words) {
        this.html = html;
        this.words = words;
    }

    private void open(String id, String title) {
        html.open("section", "id", id, "data-section", "").element("h2", title);
    }

    private void close() {
        html.close("section");
    }

    void members(List<ClusterView.Member> members) {
        open("members", words.say("members.title"));
        Table table = new Table(
                html,
                words.say("members.caption"),
                List.of(
                        words.say("col.node"),
                        words.say("col.status"),
                        words.say("col.roles"),
                        words.say("col.address")),
                words.say("members.none"));
        for (ClusterView.Member member : members) {
            table.row(
                    member.address(),
                    text(member.node()),
                    words.member(member.status(), member.reachable()),
                    text(String.join(", ", member.roles())),
                    code(member.address()));
        }
        table.end();
        close();
    }

    /** Workers; of very many, the {@code limit} that most need a look. */
    void workers(List<WorkerView> all, int limit) {
        List<WorkerView> workers =
                first(all, limit, Comparator.comparing(worker -> worker.state() != WorkerView.State.LOST));
        open("workers", words.say("workers.title"));
        Table table = new Table(
                html,
                words.say("workers.caption"),
                List.of(
                        words.say("col.worker"),
                        words.say("col.state"),
                        words.say("col.device"),
                        "#" + words.say("col.pid"),
                        words.say("col.job"),
                        "#" + words.say("col.step"),
                        "#" + words.say("col.generation"),
                        "#" + words.say("col.restarts"),
                        words.say("col.progress"),
                        words.say("col.failure")),
                words.say("workers.none"));
        for (WorkerView worker : workers) {
            table.row(
                    worker.id(),
                    text(worker.id()),
                    words.badge(worker.state()),
                    text(worker.device()),
                    "#" + (worker.pid() == 0 ? "–" : Long.toString(worker.pid())),
                    worker.job() == null ? "–" : jobLink(worker.job()),
                    "#" + Words.count(worker.step()),
                    "#" + (worker.generation() == 0 ? "–" : Long.toString(worker.generation())),
                    "#" + worker.restarts(),
                    words.age(worker.progressMs()),
                    worker.lastFailure() == null ? "–" : text(worker.lastFailure()));
        }
        table.end();
        more(all.size() - workers.size());
        close();
    }

    private <T> List<T> first(List<T> all, int limit, Comparator<T> order) {
        return all.size() <= limit
                ? all
                : all.stream().sorted(order).limit(limit).toList();
    }

    private void more(int hidden) {
        if (hidden > 0) {
            html.element("p", words.say("table.more", hidden), "class", "note");
        }
    }

    /** Actors; of very many, the {@code limit} that most need a look. */
    void actors(List<ActorView> all, int limit) {
        List<ActorView> actors = first(
                all,
                limit,
                Comparator.comparing((ActorView actor) -> actor.state() == ActorView.State.RUNNING)
                        .thenComparing(ActorView::mailbox, Comparator.reverseOrder()));
        open("actors", words.say("actors.title"));
        Table table = new Table(
                html,
                words.say("actors.caption"),
                List.of(
                        words.say("col.role"),
                        words.say("col.state"),
                        words.say("col.node"),
                        "#" + words.say("col.mailbox"),
                        "#" + words.say("col.restarts"),
                        words.say("col.progress"),
                        words.say("col.failure"),
                        words.say("col.path")),
                words.say("actors.none"));
        for (ActorView actor : actors) {
            table.row(
                    actor.node() + actor.path(),
                    text(actor.role()),
                    words.badge(actor.state()),
                    text(actor.node()),
                    "#" + Words.count(actor.mailbox()),
                    "#" + actor.restarts(),
                    words.age(actor.progressMs()),
                    actor.lastFailure() == null ? "–" : text(actor.lastFailure()),
                    code(actor.path()));
        }
        table.end();
        more(all.size() - actors.size());
        close();
    }

    void jobs(List<JobView> jobs) {
        open("jobs", words.say("jobs.title"));
        Table table = new Table(
                html,
                words.say("jobs.caption"),
                List.of(
                        words.say("col.job"),
                        words.say("col.state"),
                        words.say("col.done"),
                        "#" + words.say("col.loss"),
                        "#" + words.say("col.rate"),
                        "#" + words.say("col.workers"),
                        "#" + words.say("col.priority"),
                        words.say("col.changed"),
                        words.say("col.reason")),
                words.say("jobs.none"));
        for (JobView job : jobs) {
            String name = job.name().equals(job.id().value())
                    ? ""
                    : new Html().element("div", job.name(), "class", "sub").toString();
            table.row(
                    job.id().value(),
                    jobLink(job.id().value()) + name,
                    words.badge(job.state()),
                    done(job),
                    "#" + Words.number(job.loss(), 4),
                    "#" + Words.number(job.tokensPerSecond(), 0),
                    "#" + job.workers(),
                    "#" + job.priority(),
                    words.age(job.changedMs()),
                    text(job.reason()));
        }
        table.end();
        close();
    }

    void events(List<RunEvent> events, int limit, boolean withJob) {
        open("events", words.say("events.title"));
        List<String> headings = new ArrayList<>(List.of(
                words.say("col.time"),
                words.say("col.event"),
                words.say("col.worker"),
                "#" + words.say("col.generation"),
                "#" + words.say("col.step"),
                words.say("col.reason")));
        if (withJob) {
            headings.add(1, words.say("col.job"));
        }
        Table table = new Table(html, words.say("events.caption"), headings, words.say("events.none"));
        for (RunEvent event : events.subList(0, Math.min(limit, events.size()))) {
            List<String> cells = new ArrayList<>(List.of(
                    words.age(event.timeMs()),
                    words.event(event.type()),
                    event.worker() == null ? "–" : text(event.worker()),
                    "#" + (event.generation() == null ? "–" : event.generation().toString()),
                    "#" + (event.step() == null ? "–" : Words.count(event.step())),
                    text(reason(event))));
            if (withJob) {
                cells.add(1, event.job() == null ? "–" : jobLink(event.job()));
            }
            table.row(event.timeMs() + event.type(), cells.toArray(new String[0]));
        }
        table.end();
        close();
    }

    private String reason(RunEvent event) {
        String reason = event.reason() == null ? "" : event.reason();
        return event.recoverySeconds() == null
                ? reason
                : words.say("events.recovered", Words.number(event.recoverySeconds(), 2))
                        + (reason.isEmpty() ? "" : " · " + reason);
    }

    /** How far a job is: a bar with its numbers in words. */
    String done(JobView job) {
        if (job.steps() == 0) {
            return "–";
        }
        String label = Words.count(job.step()) + " / " + Words.count(job.steps());
        return new Html()
                .open("span", "class", "done")
                .element(
                        "progress",
                        label,
                        "max",
                        Long.toString(job.steps()),
                        "value",
                        Long.toString(Math.min(job.step(), job.steps())),
                        "aria-label",
                        label)
                .element("span", label)
                .close("span")
                .toString();
    }

    void tile(String label, String value, String under) {
        html.open("div", "class", "tile")
                .element("dt", label)
                .open("dd")
                .element("strong", value)
                .element("span", under)
                .close("dd")
                .close("div");
    }

    static String text(String text) {
        return new Html().text(text).toString();
    }

    private static String code(String text) {
        return new Html().element("code", text).toString();
    }

    static String jobLink(String id) {
        return new Html().element("a", id, "href", "/ui/runs/" + id).toString();
    }
}
