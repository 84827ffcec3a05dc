package org.steelworks.ops.http;

import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.Cookie;
import org.apache.pekko.http.javadsl.model.headers.HttpCookiePair;
import org.steelworks.core.id.JobId;

/**
 * One request on its way through a handler.
 *
 * @param params values of the path's {@code {name}} parts
 * @param query parameters; the first of a name counts
 * @param principal who asks; null for public endpoints
 * @param body the whole body of writing requests, empty for others
 */
public record Call(
        HttpRequest request,
        Map<String, String> params,
        Map<String, String> query,
        Tokens.Principal principal,
        String requestId,
        byte[] body) {

    /** The job in the path. */
    public JobId job() {
        return new JobId(params.get("id"));
    }

    public Optional<String> header(String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }

    /** A cookie's value. */
    public Optional<String> cookie(String name) {
        return cookie(request, name);
    }

    static Optional<String> cookie(HttpRequest request, String name) {
        for (HttpHeader header : request.getHeaders()) {
            if (header instanceof Cookie cookies) {
                for (HttpCookiePair pair : cookies.getCookies()) {
                    if (pair.name().equals(name)) {
                        return Optional.of(pair.value());
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** A whole number of the query, in a range; {@code fallback} where absent. */
    public long number(String name, long fallback, long min, long max) {
        String text = query.get(name);
        if (text == null) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw malformed(name, text, min, max);
        }
        throw malformed(name, text, min, max);
    }

    private static ProblemException malformed(String name, String text, long min, long max) {
        return ErrorCode.MALFORMED
                .problem(
                        "the query parameter " + name + " is '" + text + "'",
                        "Give a whole number from " + min + " to " + max)
                .exception();
    }
}
