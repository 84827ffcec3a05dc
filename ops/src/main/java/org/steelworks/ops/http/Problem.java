package org.steelworks.ops.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.steelworks.core.job.JobAnswer;

/**
 * An error answer, {@code application/problem+json} (RFC 9457).
 *
 * @param status of HTTP
 * @param code {@code STEEL-nnnn}
 * @param title of all errors with this code
 * @param detail what, where and why
 * @param hint what to do
 */
public record Problem(int status, String code, String title, String detail, String hint) {
    /** The problem behind a refusal of the job scheduler. */
    static Problem of(JobAnswer.Refused refused) {
        int status =
                switch (refused.cause()) {
                    case NOT_FOUND -> 404;
                    case WRONG_STATE, KEY_REUSED, FOLDER_IN_USE, OTHER_SCIENCE -> 409;
                    case INVALID_RECIPE, DATA_REFUSED -> 422;
                    case QUEUE_FULL -> 503;
                    case INVALID_ARGUMENT -> 400;
                };
        String title =
                switch (refused.cause()) {
                    case NOT_FOUND -> "No such job";
                    case WRONG_STATE -> "The job's state forbids it";
                    case KEY_REUSED -> "Idempotency key used for another request";
                    case FOLDER_IN_USE -> "Folder in use";
                    case INVALID_RECIPE -> "Recipe refused";
                    case QUEUE_FULL -> "Queue full";
                    case INVALID_ARGUMENT -> "Invalid argument";
                    case OTHER_SCIENCE -> "The job has another recipe";
                    case DATA_REFUSED -> "Data refused";
                };
        return new Problem(status, refused.cause().number(), title, refused.reason(), refused.hint());
    }

    ObjectNode json(String instance, String requestId) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "urn:steelworks:error:" + code)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("instance", instance)
                .put("code", code)
                .put("hint", hint)
                .put("request_id", requestId);
    }

    /** This problem as an exception for handlers. */
    public ProblemException exception() {
        return new ProblemException(this);
    }
}
