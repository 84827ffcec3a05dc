package org.steelworks.ops.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Answers with the headers that every answer of their kind carries. */
public final class Answers {
    private static final ContentType PROBLEM = MediaTypes.applicationWithFixedCharset(
                    "problem+json", org.apache.pekko.http.javadsl.model.HttpCharsets.UTF_8)
            .toContentType();

    private Answers() {}

    /** JSON with a status. */
    public static HttpResponse json(int status, JsonNode body) {
        return bytes(status, ContentTypes.APPLICATION_JSON, body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Plain text. */
    public static HttpResponse text(int status, String body) {
        return bytes(status, ContentTypes.TEXT_PLAIN_UTF8, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Any bytes, not to be kept by browsers. */
    public static HttpResponse bytes(int status, ContentType type, byte[] body) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(type, body))
                .addHeader(RawHeader.create("Cache-Control", "no-store"));
    }

    static HttpResponse problem(Problem problem, String instance, String requestId) {
        byte[] body = problem.json(instance, requestId).toString().getBytes(StandardCharsets.UTF_8);
        HttpResponse response = bytes(problem.status(), PROBLEM, body);
        if (problem.status() == 401) {
            return response.addHeader(RawHeader.create("WWW-Authenticate", "Bearer realm=\"steelworks\""));
        }
        return problem.status() == 503 ? response.addHeader(RawHeader.create("Retry-After", "5")) : response;
    }
}
