package org.steelworks.ops.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamException;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.stream.Materializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request, checks who asks, reads the body within bounds, and turns every failure into a problem
 * answer. Requests that change something need a bearer token; pages and reading requests also take the page cookie.
 */
public final class Router {
    /** The cookie for pages. */
    public static final String COOKIE = "steel_page";

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final long MAX_BODY = 1 << 20;
    private static final String BEARER = "Bearer ";
    private static final int MAX_TOKEN = 512;

    private final List<Endpoint> endpoints;
    private final Tokens tokens;
    private final Materializer materializer;
    private final Duration bodyTimeout;
    private final ProblemPages pages;
    private final String requestPrefix;
    private final AtomicLong requests = new AtomicLong();

    /** What a browser gets in place of a page that it cannot have; empty for requests that are no page's. */
    @FunctionalInterface
    public interface ProblemPages {
        Optional<HttpResponse> forRequest(HttpRequest request, Problem problem, String requestId);
    }

    /**
     * A router.
     *
     * @param requestPrefix of the ids of requests that bring none, different for each start of the server
     */
    public Router(
            List<Endpoint> endpoints,
            Tokens tokens,
            Materializer materializer,
            Duration bodyTimeout,
            ProblemPages pages,
            String requestPrefix) {
        this.endpoints = List.copyOf(endpoints);
        this.tokens = tokens;
        this.materializer = materializer;
        this.bodyTimeout = bodyTimeout;
        this.pages = pages;
        this.requestPrefix = requestPrefix;
    }

    /** All routes. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Answers a request; never fails. */
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        String id = request.getHeader("X-Request-Id")
                .map(HttpHeader::value)
                .filter(given -> given.matches("[A-Za-z0-9._-]{1,64}"))
                .orElseGet(() -> requestPrefix + "-" + requests.incrementAndGet());
        CompletionStage<HttpResponse> answer;
        try {
            answer = route(request, id);
        } catch (RuntimeException e) {
            request.discardEntityBytes(materializer);
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.exceptionally(failure -> failed(request, id, failure))
                .thenApply(response -> response.addHeader(RawHeader.create("X-Request-Id", id))
                        .addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"))
                        .addHeader(RawHeader.create("Referrer-Policy", "no-referrer")));
    }

    private CompletionStage<HttpResponse> route(HttpRequest request, String id) {
        List<String> segments = Endpoint.segments(request.getUri().path());
        TreeSet<String> otherMethods = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            Map<String, String> params = endpoint.match(segments);
            if (params != null && endpoint.method().equals(request.method().value())) {
                return call(endpoint, request, params, id);
            }
            if (params != null) {
                otherMethods.add(endpoint.method());
            }
        }
        if (otherMethods.isEmpty()) {
            throw ErrorCode.NO_SUCH_ROUTE
                    .problem("there is nothing at " + request.getUri().path(), "See /api/v1/openapi.json")
                    .exception();
        }
        throw ErrorCode.WRONG_METHOD
                .problem(
                        request.method().value() + " is not served at "
                                + request.getUri().path(),
                        "Use " + String.join(" or ", otherMethods))
                .exception();
    }

    private CompletionStage<HttpResponse> call(
            Endpoint endpoint, HttpRequest request, Map<String, String> params, String id) {
        Tokens.Principal principal = endpoint.role() == null ? null : authorise(endpoint, request);
        Map<String, String> query = new HashMap<>();
        request.getUri().query().toList().forEach(pair -> query.putIfAbsent(pair.first(), pair.second()));
        if (!endpoint.method().equals("POST")) {
            request.discardEntityBytes(materializer);
            return endpoint.handler().handle(new Call(request, params, query, principal, id, new byte[0]));
        }
        return request.entity()
                .withSizeLimit(MAX_BODY)
                .toStrict(bodyTimeout.toMillis(), MAX_BODY, materializer)
                .exceptionally(Router::bodyFailed)
                .thenCompose(strict -> {
                    byte[] body = strict.getData().toArray();
                    if (principal != null) {
                        LOG.info(
                                "{} {} by {} ({})",
                                request.method().value(),
                                request.getUri().path(),
                                principal.name(),
                                id);
                    }
                    return endpoint.handler().handle(new Call(request, params, query, principal, id, body));
                });
    }

    private static HttpEntity.Strict bodyFailed(Throwable failure) {
        Throwable cause = unwrap(failure);
        // With a deadline the size limit shows as a general stream failure that only its summary tells apart.
        boolean tooLarge = cause instanceof EntityStreamSizeException
                || cause instanceof EntityStreamException stream
                        && stream.info().summary().contains("too large");
        if (tooLarge) {
            throw ErrorCode.TOO_LARGE
                    .problem("the body is larger than " + MAX_BODY + " bytes", "Send less")
                    .exception();
        }
        throw ErrorCode.TOO_SLOW
                .problem("the body did not arrive: " + cause.getMessage(), "Try again on a better line")
                .exception();
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private Tokens.Principal authorise(Endpoint endpoint, HttpRequest request) {
        Optional<Tokens.Principal> principal = bearer(request).flatMap(tokens::byToken);
        if (principal.isEmpty() && endpoint.page()) {
            principal = Call.cookie(request, COOKIE).flatMap(tokens::byCookie);
        }
        if (principal.isEmpty()) {
            throw ErrorCode.UNAUTHORISED
                    .problem(
                            "the request carries no valid token",
                            "Send 'Authorization: Bearer TOKEN'; the file named token in the node's folder has one")
                    .exception();
        }
        if (!principal.get().role().covers(endpoint.role())) {
            throw ErrorCode.FORBIDDEN
                    .problem(
                            "the token '" + principal.get().name() + "' has the role "
                                    + principal.get().role().word() + ", this needs "
                                    + endpoint.role().word(),
                            "Ask an administrator for a token with that role")
                    .exception();
        }
        return principal.get();
    }

    private static Optional<String> bearer(HttpRequest request) {
        return request.getHeader("Authorization")
                .map(HttpHeader::value)
                .filter(value -> value.startsWith(BEARER) && value.length() < MAX_TOKEN)
                .map(value -> value.substring(BEARER.length()).strip());
    }

    private HttpResponse failed(HttpRequest request, String id, Throwable failure) {
        Throwable cause = unwrap(failure);
        Problem problem = problem(cause);
        if (problem.status() == 500) {
            LOG.error(
                    "{} {} failed ({})",
                    request.method().value(),
                    request.getUri().path(),
                    id,
                    cause);
        }
        return pages.forRequest(request, problem, id)
                .orElseGet(() -> Answers.problem(problem, request.getUri().path(), id));
    }

    private static Problem problem(Throwable cause) {
        if (cause instanceof ProblemException known) {
            return known.problem();
        }
        if (cause instanceof TimeoutException) {
            return ErrorCode.UNAVAILABLE.problem(
                    "the cluster did not answer in time: " + cause.getMessage(), "Try again in a few seconds");
        }
        if (cause instanceof IllegalUriException) {
            return ErrorCode.MALFORMED.problem("the address is malformed: " + cause.getMessage(), "Escape it");
        }
        return ErrorCode.INTERNAL.problem(
                "the server failed: " + cause.getClass().getSimpleName(), "The log has more under the request's id");
    }
}
