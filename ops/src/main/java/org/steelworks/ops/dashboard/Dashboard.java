package org.steelworks.ops.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.steelworks.core.job.JobView;
import org.steelworks.ops.http.Answers;
import org.steelworks.ops.http.Call;
import org.steelworks.ops.http.Endpoint;
import org.steelworks.ops.http.ErrorCode;
import org.steelworks.ops.http.Problem;
import org.steelworks.ops.http.Role;
import org.steelworks.ops.http.Router;
import org.steelworks.ops.http.RunCurves;
import org.steelworks.ops.http.Tokens;
import org.steelworks.ops.status.ClusterSnapshot;
import org.steelworks.ops.status.ClusterStateSource;

/**
 * The pages. Rendered on the server from the same state that the API shows; a page keeps itself up to date by fetching
 * itself again when the stream of changes says so. Everything comes from here, nothing from elsewhere. A page needs the
 * cookie that signing in with a token gives; buttons use the API with the token itself.
 */
public final class Dashboard {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private final ClusterStateSource state;
    private final RunCurves curves;
    private final Tokens tokens;
    private final boolean tls;
    private final Executor blocking;

    /**
     * The pages of a node.
     *
     * @param curves shared with the API
     * @param tls whether cookies may travel over TLS only
     */
    public Dashboard(ActorSystem<?> system, ClusterStateSource state, RunCurves curves, Tokens tokens, boolean tls) {
        this.state = state;
        this.curves = curves;
        this.tokens = tokens;
        this.tls = tls;
        this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    }

    /** All routes of the pages. */
    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/", Role.VIEWER, this::overview),
                Endpoint.get("/ui/cluster", Role.VIEWER, this::cluster),
                Endpoint.get("/ui/runs/{id}", Role.VIEWER, this::run),
                Endpoint.get("/ui/login", null, call -> now(login(call, 200, "/", false))),
                Endpoint.post("/ui/login", null, call -> now(enter(call))),
                asset("steel.css", MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8)),
                asset(
                        "steel.js",
                        MediaTypes.applicationWithFixedCharset("javascript", HttpCharsets.UTF_8, "js")
                                .toContentType()),
                asset("icon.svg", MediaTypes.IMAGE_SVG_XML.toContentType()));
    }

    private static Endpoint asset(String name, ContentType type) {
        byte[] bytes;
        try (InputStream in = Dashboard.class.getResourceAsStream(name)) {
            bytes = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + name + " cannot be read", e);
        }
        return Endpoint.get("/ui/" + name, null, call -> now(Answers.bytes(200, type, bytes)));
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    /** In place of a page that cannot be had: the sign-in page for those who are not signed in, else what is wrong. */
    public Optional<HttpResponse> problemPage(HttpRequest request, Problem problem, String requestId) {
        String path = request.getUri().path();
        if (!request.method().value().equals("GET") || !path.equals("/") && !path.startsWith("/ui/")) {
            return Optional.empty();
        }
        Map<String, String> query = request.getUri().query().toMap();
        Call call = new Call(request, Map.of(), query, null, requestId, new byte[0]);
        HttpResponse page = problem.status() == 401
                ? login(call, 401, path, false)
                : page(call, problem.status(), ProblemPage.render(Language.of(call), path, problem, requestId));
        return Optional.of(page);
    }

    private HttpResponse login(Call call, int status, String next, boolean refused) {
        return page(call, status, LoginPage.render(Language.of(call), tokens.tokenFile(), next, refused));
    }

    private HttpResponse enter(Call call) {
        Map<String, String> form = form(call.body());
        String token = form.getOrDefault("token", "").strip();
        String next = form.getOrDefault("next", "/");
        String safe = next.matches("/(ui/[a-z0-9/-]{1,100})?") ? next : "/";
        if (tokens.byToken(token).isEmpty()) {
            return login(call, 401, safe, true);
        }
        String cookie = Router.COOKIE + "=" + tokens.cookieFor(token) + "; Path=/; HttpOnly; SameSite=Strict"
                + (tls ? "; Secure" : "");
        return HttpResponse.create()
                .withStatus(303)
                .addHeader(RawHeader.create("Location", safe))
                .addHeader(RawHeader.create("Set-Cookie", cookie));
    }

    private static Map<String, String> form(byte[] body) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
            int cut = pair.indexOf('=');
            if (cut > 0) {
                try {
                    fields.put(
                            URLDecoder.decode(pair.substring(0, cut), StandardCharsets.UTF_8),
                            URLDecoder.decode(pair.substring(cut + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    throw ErrorCode.MALFORMED
                            .problem("the form is malformed: " + e.getMessage(), "Use the sign-in page")
                            .exception();
                }
            }
        }
        return fields;
    }

    private CompletionStage<HttpResponse> overview(Call call) {
        return state.snapshot()
                .thenApply(snapshot -> page(call, 200, OverviewPage.render(Language.of(call), snapshot)));
    }

    private CompletionStage<HttpResponse> cluster(Call call) {
        return state.snapshot().thenApply(snapshot -> page(call, 200, ClusterPage.render(Language.of(call), snapshot)));
    }

    private CompletionStage<HttpResponse> run(Call call) {
        return state.snapshot()
                .thenApplyAsync(
                        snapshot -> {
                            JobView job = find(snapshot, call);
                            return page(
                                    call,
                                    200,
                                    RunPage.render(
                                            Language.of(call),
                                            job,
                                            snapshot,
                                            curves.points(job),
                                            RunEvents.of(job, snapshot)));
                        },
                        blocking);
    }

    private static JobView find(ClusterSnapshot snapshot, Call call) {
        return snapshot.jobs().stream()
                .filter(job -> job.id().equals(call.job()))
                .findFirst()
                .orElseThrow(() -> ErrorCode.NO_SUCH_ROUTE
                        .problem("there is no job " + call.job(), "The overview lists all jobs")
                        .exception());
    }

    private static HttpResponse page(Call call, int status, String html) {
        byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
        HttpResponse response = Answers.bytes(status, ContentTypes.TEXT_HTML_UTF8, bytes)
                .addHeader(RawHeader.create("Content-Security-Policy", POLICY))
                .addHeader(RawHeader.create("X-Frame-Options", "DENY"));
        return call.query().containsKey("lang")
                ? response.addHeader(RawHeader.create(
                        "Set-Cookie",
                        Language.COOKIE + "=" + Language.of(call).tag()
                                + "; Path=/; SameSite=Strict; Max-Age=31536000"))
                : response;
    }
}
