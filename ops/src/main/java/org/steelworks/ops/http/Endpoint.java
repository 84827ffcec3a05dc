package org.steelworks.ops.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * A route: method, path template such as {@code /api/v1/jobs/{id}}, the role it needs, what it does.
 *
 * @param role null for public endpoints
 * @param page whether a page cookie suffices (reading only)
 */
public record Endpoint(String method, String template, Role role, boolean page, Handler handler) {
    /** Does the work; may throw {@link ProblemException}, at once or in the result. Runs on a non-blocking thread. */
    @FunctionalInterface
    public interface Handler {
        CompletionStage<HttpResponse> handle(Call call);
    }

    /** What a {@code {name}} part takes: job ids, and nothing that could walk through folders. */
    private static final String SAFE = "[a-z0-9-]{1,64}";

    /** A reading endpoint. */
    public static Endpoint get(String template, Role role, Handler handler) {
        return new Endpoint("GET", template, role, true, handler);
    }

    /** A writing endpoint: needs a bearer token. */
    public static Endpoint post(String template, Role role, Handler handler) {
        return new Endpoint("POST", template, role, false, handler);
    }

    /** The path's parameters, or null where the path is another one. */
    Map<String, String> match(List<String> segments) {
        List<String> mine = segments(template);
        if (mine.size() != segments.size()) {
            return null;
        }
        Map<String, String> params = new HashMap<>();
        for (int i = 0; i < mine.size(); i++) {
            String part = mine.get(i);
            String given = segments.get(i);
            if (part.startsWith("{")) {
                if (!given.matches(SAFE)) {
                    return null;
                }
                params.put(part.substring(1, part.length() - 1), given);
            } else if (!part.equals(given)) {
                return null;
            }
        }
        return params;
    }

    static List<String> segments(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("/", -1)) {
            parts.add(part);
        }
        return parts;
    }
}
