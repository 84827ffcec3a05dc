package org.steelworks.ops.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.core.job.JobScheduler;
import org.steelworks.core.job.RunRequest;
import org.steelworks.core.job.RunUpdate;
import org.steelworks.core.node.ClusterView;
import org.steelworks.ops.http.RunningServer;
import org.steelworks.ops.metrics.StepMetrics;
import org.steelworks.ops.metrics.StepMetricsJson;
import org.steelworks.ops.status.ActorView;
import org.steelworks.ops.status.RunEvent;
import org.steelworks.ops.status.StatusBoard;
import org.steelworks.ops.status.WorkerView;

/** The pages in a real browser, with a status board that the test feeds by its messages. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardBrowserTest {
    private static final Path PICTURES = Path.of("target", "pictures");
    /** The bound we promise: a lost worker shows within two seconds. */
    private static final double SHOWN_WITHIN_MS = 2_000;

    private Path folder;
    private Playwright playwright;
    private Browser browser;
    private RunningServer server;
    private RunRequest run;
    private BrowserContext context;
    private Page page;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    void startBrowser(@TempDir Path temporary) throws Exception {
        folder = temporary;
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(Path.of("/usr/bin/chromium"))
                        .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")));
        server = new RunningServer(folder);
        run = startRun();
        feed();
    }

    @AfterAll
    void stopBrowser() {
        server.close();
        playwright.close();
    }

    @BeforeEach
    void openPage() {
        context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(1280, 900).setLocale("en-GB"));
        page = context.newPage();
        page.onRequest(request -> requests.add(request.url()));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        requests.clear();
        complaints.clear();
    }

    @AfterEach
    void closePage() {
        context.close();
        assertThat(requests).isNotEmpty().allSatisfy(url -> assertThat(url).startsWith(server.url()));
        assertThat(complaints).isEmpty();
    }

    private RunRequest startRun() throws Exception {
        server.scheduler.tell(new JobScheduler.WorkersCounted(3));
        AskPattern.ask(
                        server.scheduler,
                        (org.apache.pekko.actor.typed.ActorRef<org.steelworks.core.job.JobAnswer> replyTo) ->
                                (JobScheduler.Command) new JobScheduler.Submit(
                                        "browser",
                                        RunningServer.RECIPE,
                                        "recipe",
                                        folder.toString(),
                                        null,
                                        "tiny bilingual",
                                        0,
                                        replyTo),
                        Duration.ofSeconds(20),
                        server.system().scheduler())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        RunRequest started = server.nextRun();
        Files.createDirectories(started.dir());
        for (int step = 1; step <= 120; step++) {
            append(started, step);
        }
        return started;
    }

    private static void append(RunRequest to, int step) throws IOException {
        Files.writeString(
                to.dir().resolve("metrics.jsonl"),
                StepMetricsJson.object(metrics(step)) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static StepMetrics metrics(int step) {
        double loss = 2.1 + 4.2 * Math.exp(-step / 35.0) + 0.08 * Math.sin(step * 1.7);
        double rate = step > 60 && step < 66 ? 900 : 2400 + 120 * Math.sin(step);
        double lr = 3e-4 * (step < 20 ? step / 20.0 : 0.5 * (1 + Math.cos(Math.PI * (step - 20) / 180)));
        return new StepMetrics(
                step, loss, 1.4, lr, 4096, 4096L * step, 1.7, rate, null, 3, step > 62 ? 2 : 1, null, null);
    }

    private void feed() {
        run.replyTo().tell(new RunUpdate.Progress(120, 200, 2.23, 2412, 2, 3));
        server.board.tell(new StatusBoard.MembersChanged(new ClusterView(List.of(
                new ClusterView.Member(
                        "pekko://steel@127.0.0.1:7601", "node-1", List.of("control", "data", "gpu"), "up", true),
                new ClusterView.Member("pekko://steel@127.0.0.1:7602", "node-2", List.of("gpu"), "up", false)))));
        for (int slot = 0; slot < 3; slot++) {
            server.board.tell(new StatusBoard.WorkerChanged(worker(slot, WorkerView.State.RUNNING, null)));
        }
        long now = System.currentTimeMillis();
        String[] roles = {
            "job scheduler", "run coordinator", "worker supervisor", "checkpoint keeper", "shard supervisor"
        };
        for (int i = 0; i < roles.length; i++) {
            server.board.tell(new StatusBoard.ActorChanged(new ActorView(
                    "/user/" + roles[i].replace(' ', '-'),
                    roles[i],
                    "node-1",
                    i == 3 ? ActorView.State.BUSY : ActorView.State.RUNNING,
                    i * 3,
                    i == 2 ? 1 : 0,
                    now - 1000L * i,
                    i == 2 ? "java.io.IOException: worker 0 closed its pipe" : null)));
        }
        String job = run.job().value();
        tell(now - 90_000, job, "generation", 1L, null, 0L, "3 workers are ready: leaves 0..7 shared 3/3/2", null);
        tell(now - 40_000, job, "lost", 1L, "node-1/w1", 62L, "process 4243 was killed (signal 9)", null);
        tell(now - 39_400, job, "generation", 2L, null, 62L, "node-1/w1 is gone: its leaves go to w0 and w2", null);
        tell(now - 39_000, job, "recovered", 2L, null, 63L, "", 0.84);
        tell(now - 20_000, job, "checkpoint", 2L, null, 100L, "step-00000100 is complete", null);
    }

    private void tell(
            long at, String job, String type, Long generation, String worker, Long step, String why, Double recovery) {
        server.board.tell(
                new StatusBoard.RunHappened(new RunEvent(at, job, type, generation, worker, step, why, recovery)));
    }

    private WorkerView worker(int slot, WorkerView.State state, String failure) {
        long now = System.currentTimeMillis();
        return new WorkerView(
                "node-1/w" + slot,
                "node-1",
                state == WorkerView.State.LOST ? 0 : 4242 + slot,
                "cpu:" + slot,
                run.job().value(),
                state,
                120,
                2,
                failure == null ? 0 : 1,
                failure,
                now,
                now - 400);
    }

    private void signIn(String path) {
        page.navigate(server.url() + "/ui/login");
        page.fill("#token", server.admin);
        page.click("button[type=submit]");
        page.waitForURL(server.url() + "/");
        if (!path.equals("/")) {
            page.navigate(server.url() + path);
        }
        assertThat(page.locator("#link.on")).isVisible();
    }

    private Locator workerRow(String id) {
        return page.locator("#workers tr[data-row='" + id + "']");
    }

    private void picture(String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(name + ".png"))
                .setFullPage(true));
    }

    @Test
    void shouldShowALostWorkerWithinTwoSeconds() {
        signIn("/");
        assertThat(workerRow("node-1/w1")).containsText("Running");
        picture("overview");

        server.board.tell(
                new StatusBoard.WorkerChanged(worker(1, WorkerView.State.LOST, "process 4243 was killed (signal 9)")));

        assertThat(workerRow("node-1/w1"))
                .containsText("Lost", new LocatorAssertions.ContainsTextOptions().setTimeout(SHOWN_WITHIN_MS));
        assertThat(workerRow("node-1/w1")).containsText("signal 9");
        assertThat(page.locator("#tiles")).containsText("1 lost");
        picture("overview-lost");

        server.board.tell(new StatusBoard.WorkerChanged(worker(1, WorkerView.State.RUNNING, null)));
        assertThat(workerRow("node-1/w1"))
                .containsText("Running", new LocatorAssertions.ContainsTextOptions().setTimeout(SHOWN_WITHIN_MS));
    }

    @Test
    void shouldShowMembersActorsAndTheirHealth() {
        signIn("/ui/cluster");

        assertThat(page.locator("#members")).containsText("Unreachable");
        Locator supervisor = page.locator("#actors tr", new Page.LocatorOptions().setHasText("worker supervisor"));
        assertThat(supervisor).containsText("closed its pipe");
        assertThat(supervisor).containsText("ago");
        picture("cluster");

        server.board.tell(new StatusBoard.ActorChanged(new ActorView(
                "/user/run-coordinator",
                "run coordinator",
                "node-1",
                ActorView.State.RESTARTING,
                7,
                2,
                System.currentTimeMillis(),
                "journal timed out")));
        Locator coordinator = page.locator("#actors tr", new Page.LocatorOptions().setHasText("run coordinator"));
        assertThat(coordinator)
                .containsText("Restarting", new LocatorAssertions.ContainsTextOptions().setTimeout(SHOWN_WITHIN_MS));
        assertThat(coordinator).containsText("journal timed out");
    }

    @Test
    void shouldDrawCurvesTellRecoveriesAndStopTheRunByItsButton() throws Exception {
        signIn("/ui/runs/" + run.job());

        assertThat(page.locator("#chart-loss path.chart-line")).isVisible();
        assertThat(page.locator("#timeline")).containsText("recovered in 0.84 s");
        assertThat(page.locator("#tiles")).containsText("2.2300");
        page.locator("#chart-loss figure svg").hover();
        assertThat(page.locator("#chart-loss .readout")).not().isEmpty();
        page.locator("#chart-loss summary").click();
        assertThat(page.locator("#chart-loss tbody tr").first()).containsText("120");
        picture("run");

        append(run, 121);
        run.replyTo().tell(new RunUpdate.Progress(121, 200, 2.2, 2412, 2, 3));
        assertThat(page.locator("#chart-loss tbody tr").first())
                .containsText("121", new LocatorAssertions.ContainsTextOptions().setTimeout(SHOWN_WITHIN_MS));
        assertThat(page.locator("#chart-loss details")).hasAttribute("open", "");

        page.onDialog(Dialog::accept);
        page.locator("button[data-post$='/stop']").click();
        assertThat(page.locator("h1")).containsText("Stopping");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> server.jobState(run.job()).equals("STOPPING"));
    }

    @Test
    void shouldSpeakChineseAndStaySignedInByCookie() {
        signIn("/");
        page.locator("a.tongue").click();

        assertThat(page.locator("h1")).hasText("总览");
        assertThat(page.locator("html")).hasAttribute("lang", "zh");
        picture("overview-zh");
        page.navigate(server.url() + "/ui/cluster");
        assertThat(page.locator("#workers")).containsText("运行中");
    }

    @Test
    void shouldSayWhyThereIsNoPageAndLeadBack() {
        signIn("/");

        page.navigate(server.url() + "/ui/runs/never-was");

        assertThat(page.locator("h1")).hasText("There is no such page");
        assertThat(page.locator("main")).containsText("there is no job never-was");
        assertThat(page.locator("main")).containsText("STEEL-");
        picture("no-page");
        page.locator("a.tongue").click();
        assertThat(page.locator("h1")).hasText("没有这个页面");
        page.navigate(server.url() + "/ui/nothing");
        assertThat(page.locator("main")).containsText("/ui/nothing");
        page.locator("main a").click();
        page.waitForURL(server.url() + "/");
        complaints.removeIf(text -> text.contains("404"));
    }

    @Test
    void shouldRefuseAWrongTokenAndSignInByTheAddressesFragment() {
        page.navigate(server.url() + "/ui/login");
        page.fill("#token", "steel_wrong");
        page.click("button[type=submit]");
        assertThat(page.locator("#refused")).isVisible();
        picture("login");
        complaints.removeIf(text -> text.contains("401"));

        page.navigate(server.url() + "/ui/login?again#token=" + server.admin);
        page.waitForURL(server.url() + "/");
        assertThat(page.locator("h1")).hasText("Overview");
        assertThat(page.evaluate("document.cookie").toString()).doesNotContain("steel_page");
    }
}
