package org.steelworks.ops.dashboard;

import java.nio.file.Path;

/** Asks for a token. */
final class LoginPage {
    private LoginPage() {}

    /**
     * The page.
     *
     * @param tokenFile where the first token is
     * @param next page to go on to
     * @param refused whether a token was just refused
     */
    static String render(Language language, Path tokenFile, String next, boolean refused) {
        Words words = new Words(language);
        return new Frame(language, "/ui/login").plain(words.say("login.title"), html -> {
            html.open("section", "class", "login panel").element("h1", words.say("login.title"));
            html.element("p", words.say("login.how"), "class", "note");
            html.open("pre")
                    .element("code", "cat " + tokenFile.toAbsolutePath())
                    .close("pre");
            html.open("form", "method", "post", "action", "/ui/login", "id", "login");
            html.open("input", "type", "hidden", "name", "next", "value", next);
            html.element("label", words.say("login.label"), "for", "token");
            html.open(
                    "input",
                    "type",
                    "password",
                    "id",
                    "token",
                    "name",
                    "token",
                    "autocomplete",
                    "off",
                    "required",
                    "",
                    "aria-describedby",
                    refused ? "refused" : null,
                    "data-refused",
                    refused ? "" : null);
            if (refused) {
                html.element("p", words.say("login.refused"), "id", "refused", "class", "reason bad", "role", "alert");
            }
            html.element("button", words.say("login.enter"), "type", "submit")
                    .close("form")
                    .close("section");
        });
    }
}
