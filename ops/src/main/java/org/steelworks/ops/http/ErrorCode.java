package org.steelworks.ops.http;

/** Errors of the API that are not the job scheduler's, with HTTP status and title. */
public enum ErrorCode {
    MALFORMED("STEEL-3001", 400, "Malformed request"),
    UNAUTHORISED("STEEL-3002", 401, "Not signed in"),
    FORBIDDEN("STEEL-3003", 403, "Not allowed"),
    NO_SUCH_ROUTE("STEEL-3004", 404, "Nothing here"),
    WRONG_METHOD("STEEL-3005", 405, "Wrong method"),
    TOO_LARGE("STEEL-3006", 413, "Request too large"),
    TOO_SLOW("STEEL-3007", 408, "Request too slow"),
    NO_SUCH_FILE("STEEL-3008", 404, "No such file yet"),
    UNAVAILABLE("STEEL-3009", 503, "Not available now"),
    INTERNAL("STEEL-3010", 500, "Internal error");

    private final String number;
    private final int status;
    private final String title;

    ErrorCode(String number, int status, String title) {
        this.number = number;
        this.status = status;
        this.title = title;
    }

    /** {@code STEEL-nnnn}. */
    public String number() {
        return number;
    }

    /** The problem with what happened and what to do. */
    public Problem problem(String detail, String hint) {
        return new Problem(status, number, title, detail, hint);
    }
}
