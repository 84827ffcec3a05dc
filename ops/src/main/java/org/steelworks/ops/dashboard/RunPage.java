package org.steelworks.ops.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.steelworks.core.job.JobState;
import org.steelworks.core.job.JobView;
import org.steelworks.core.spec.RunKind;
import org.steelworks.ops.metrics.LineChart;
import org.steelworks.ops.metrics.StepMetrics;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.Eta;
import org.steelworks.ops.status.RunEvent;
import org.steelworks.ops.status.WorkerView;

/** One run: how far it is, its curves, its generations and recoveries, its workers, what happened. */
final class RunPage {
    private static final int WORKERS = 100;
    private static final int EVENTS = 50;
    private static final int TABLE_ROWS = 40;

    /** What makes or marks a change of generation. */
    private static final Set<String> TURNS = Set.of(
            "joined",
            "lost",
            "expelled",
            "generation",
            "recovered",
            "overdue",
            "non_finite",
            "data_added",
            "data_mixed",
            "feed",
            "ended",
            "failed");

    private final Words words;
    private final JobView job;
    private final List<StepMetrics> points;
    private final List<RunEvent> events;
    private final Html html;
    private final Sections sections;

    private RunPage(Words words, JobView job, List<StepMetrics> points, List<RunEvent> events, Html html) {
        this.words = words;
        this.job = job;
        this.points = points;
        this.events = events;
        this.html = html;
        this.sections = new Sections(html, words);
    }

    /** The page; {@code events} are the run's, newest first. */
    static String render(
            Language language, JobView job, ClusterSnapshot snapshot, List<StepMetrics> points, List<RunEvent> events) {
        Words words = new Words(language);
        String path = "/ui/runs/" + job.id();
        return new Frame(language, path).live(job.name(), html -> {
            RunPage page = new RunPage(words, job, points, events, html);
            page.head();
            if (job.kind().equals(RunKind.PREPARE.key())) {
                page.cleaning();
                page.sections.events(events, EVENTS, false);
                return;
            }
            page.tiles();
            page.charts();
            page.timeline();
            List<WorkerView> workers = snapshot.workers().stream()
                    .filter(worker -> job.id().value().equals(worker.job()))
                    .toList();
            page.sections.workers(workers, WORKERS);
            page.sections.events(events, EVENTS, false);
        });
    }

    private void head() {
        html.open("section", "id", "head", "data-section", "", "class", "head");
        html.open("h1")
                .text(job.name())
                .text(" ")
                .piece(words.badge(job.state()))
                .close("h1");
        html.open("p", "class", "note");
        html.element("code", job.id().value()).text(" · " + job.kind() + " · ");
        html.element("code", job.dir()).close("p");
        if (!job.reason().isEmpty()) {
            html.element("p", job.reason(), "class", job.state() == JobState.FAILED ? "reason bad" : "reason");
        }
        html.open("p", "class", "actions");
        if (job.state().active() || job.state() == JobState.QUEUED) {
            action("stop", words.say("action.stop"), words.say("action.stop.sure"), job.state() == JobState.STOPPING);
        }
        if (job.state() == JobState.STOPPED || job.state() == JobState.FAILED) {
            action("resume", words.say("action.resume"), null, false);
        }
        html.element("a", words.say("action.log"), "href", "/api/v1/jobs/" + job.id() + "/logs", "class", "button");
        html.element("span", "", "id", "answer", "role", "status");
        html.close("p").close("section");
    }

    private void action(String verb, String label, String sure, boolean disabled) {
        html.element(
                "button",
                label,
                "type",
                "button",
                "data-post",
                "/api/v1/jobs/" + job.id() + "/" + verb,
                "data-sure",
                sure,
                "data-no-token",
                words.say("action.no_token"),
                "disabled",
                disabled ? "" : null);
    }

    private void tiles() {
        StepMetrics last = points.isEmpty() ? null : points.get(points.size() - 1);
        Double loss = job.loss() != null ? job.loss() : last == null ? null : (Double) last.loss();
        Double rate = job.tokensPerSecond() != null
                ? job.tokensPerSecond()
                : last == null ? null : (Double) last.tokensPerSecond();
        List<RunEvent> recoveries =
                events.stream().filter(event -> event.recoverySeconds() != null).toList();
        html.open("section", "id", "tiles", "data-section", "");
        html.element("h2", words.say("overview.now"), "class", "quiet").open("dl", "class", "tiles");
        sections.tile(
                words.say("tile.step"),
                Words.count(job.step()),
                words.say("tile.step.under", Words.count(job.steps())));
        sections.tile(words.say("tile.loss"), Words.number(loss, 4), words.say("tile.loss.under"));
        sections.tile(words.say("tile.rate"), Words.number(rate, 0), words.say("tile.rate.under"));
        sections.tile(words.say("tile.workers"), Integer.toString(job.workers()), words.say("tile.run_workers.under"));
        sections.tile(
                words.say("tile.generation"), Long.toString(job.generation()), words.say("tile.generation.under"));
        sections.tile(
                words.say("tile.recovery"),
                recoveries.isEmpty() ? "–" : Words.number(recoveries.get(0).recoverySeconds(), 2) + " s",
                words.say("tile.recovery.under", recoveries.size()));
        html.close("dl").close("section");
    }

    private void cleaning() {
        JobView.Cleaning now = job.cleaning();
        html.open("section", "id", "tiles", "data-section", "");
        html.element("h2", words.say("overview.now"), "class", "quiet").open("dl", "class", "tiles");
        sections.tile(
                words.say("tile.units"),
                Words.count(job.step()),
                words.say("tile.units.under", Words.count(job.steps())));
        sections.tile(
                words.say("tile.bytes"),
                now == null ? "–" : megabytes(now.bytesDone()),
                words.say("tile.bytes.under", now == null ? "–" : megabytes(now.bytesTotal())));
        sections.tile(
                words.say("tile.left"),
                now == null || now.secondsLeft() == null ? "–" : Eta.text(now.secondsLeft()),
                words.say("tile.left.under"));
        sections.tile(
                words.say("tile.documents"),
                now == null ? "–" : Words.count(now.documents()),
                words.say("tile.documents.under", now == null ? "–" : Words.count(now.kept())));
        sections.tile(
                words.say("tile.nodes"),
                now == null ? "–" : Integer.toString(now.nodes()),
                words.say("tile.nodes.under"));
        html.close("dl").close("section");
    }

    private static String megabytes(long bytes) {
        return Words.number(bytes / 1e6, 1) + " MB";
    }

    private void charts() {
        html.open("div", "class", "charts");
        chart("loss", words.say("chart.loss"), points, StepMetrics::loss, 4);
        List<StepMetrics> validated = StepMetrics.validations(points);
        if (!validated.isEmpty()) {
            chart("validation_loss", words.say("chart.validation"), validated, StepMetrics::validationLoss, 4);
        }
        chart("tokens_per_second", words.say("chart.rate"), points, StepMetrics::tokensPerSecond, 0);
        chart("lr", words.say("chart.lr"), points, StepMetrics::lr, 7);
        chart("grad_norm", words.say("chart.grad_norm"), points, StepMetrics::gradNorm, 4);
        html.close("div");
    }

    private void chart(
            String field, String title, List<StepMetrics> points, ToDoubleFunction<StepMetrics> value, int decimals) {
        String id = "chart-" + field;
        html.open("section", "id", id, "data-section", "", "class", "panel");
        html.element("h2", title);
        if (points.isEmpty()) {
            html.element("p", words.say("chart.none"), "class", "nothing").close("section");
            return;
        }
        List<LineChart.Mark> marks = new ArrayList<>();
        for (RunEvent event : events) {
            if (event.recoverySeconds() != null && event.step() != null) {
                marks.add(new LineChart.Mark(event.step(), event.type()));
            }
        }
        html.open("figure", "data-chart", field, "data-job", job.id().value());
        html.piece(new LineChart(new LineChart.Curve(title, points, value), marks).svg());
        html.element("figcaption", "", "class", "readout", "aria-hidden", "true")
                .close("figure");
        html.open("details", "id", id + "-table").element("summary", words.say("chart.table"));
        Table table =
                new Table(html, title, List.of("#" + words.say("col.step"), "#" + title), words.say("chart.none"));
        int stride = Math.max(1, (points.size() + TABLE_ROWS - 1) / TABLE_ROWS);
        for (int i = points.size() - 1; i >= 0; i -= stride) {
            StepMetrics point = points.get(i);
            table.row(
                    Long.toString(point.step()),
                    "#" + Words.count(point.step()),
                    "#" + Words.number(value.applyAsDouble(point), decimals));
        }
        table.end();
        html.close("details").close("section");
    }

    /** Generations and what led to them, oldest first, as a list that is read from left to right. */
    private void timeline() {
        html.open("section", "id", "timeline", "data-section", "");
        html.element("h2", words.say("timeline.title"));
        List<RunEvent> turns =
                events.stream().filter(event -> TURNS.contains(event.type())).toList();
        if (turns.isEmpty()) {
            html.element("p", words.say("timeline.none"), "class", "nothing");
        } else {
            html.open(
                    "div",
                    "class",
                    "scroll",
                    "tabindex",
                    "0",
                    "role",
                    "region",
                    "aria-label",
                    words.say("timeline.title"));
            html.open("ol", "class", "timeline");
            for (int i = Math.min(turns.size(), EVENTS) - 1; i >= 0; i--) {
                turn(turns.get(i));
            }
            html.close("ol").close("div");
        }
        html.close("section");
    }

    private void turn(RunEvent event) {
        html.open("li").piece(words.event(event.type()));
        if (event.generation() != null) {
            html.element("strong", words.say("timeline.generation", event.generation()));
        }
        if (event.step() != null) {
            html.element("span", words.say("timeline.step", Words.count(event.step())));
        }
        if (event.worker() != null) {
            html.element("span", event.worker());
        }
        if (event.recoverySeconds() != null) {
            html.element(
                    "span", words.say("events.recovered", Words.number(event.recoverySeconds(), 2)), "class", "fast");
        }
        html.open("span", "class", "when")
                .piece(words.age(event.timeMs()))
                .close("span")
                .close("li");
    }
}
