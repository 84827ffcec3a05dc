package org.steelworks.ops.dashboard;

import org.steelworks.ops.http.Problem;

/** Says why there is no page. */
final class ProblemPage {
    private static final int NOT_FOUND = 404;

    private ProblemPage() {}

    /**
     * The page.
     *
     * @param path that was asked for
     * @param requestId under which the node's log has more
     */
    static String render(Language language, String path, Problem problem, String requestId) {
        Words words = new Words(language);
        String title = words.say(problem.status() == NOT_FOUND ? "problem.missing" : "problem.failed");
        return new Frame(language, path).plain(title, html -> {
            html.open("section", "class", "login panel").element("h1", title);
            html.element("p", problem.detail(), "class", "reason bad");
            html.element("p", problem.hint());
            html.element("p", words.say("problem.id", problem.code(), requestId), "class", "note");
            html.open("p").element("a", words.say("problem.back"), "href", "/").close("p");
            html.close("section");
        });
    }
}
