package org.steelworks.ops.dashboard;

import java.util.function.Consumer;

/** What all pages have around them: head, navigation, language switch, live line, footer. */
final class Frame {
    private final Words words;
    private final Language language;
    private final String path;

    /** {@code path} is the page's own address, for the navigation and the language switch. */
    Frame(Language language, String path) {
        this.language = language;
        this.words = new Words(language);
        this.path = path;
    }

    /** A page that keeps itself up to date. */
    String live(String title, Consumer<Html> content) {
        return page(title, true, content);
    }

    /** A page without navigation that does not change. */
    String plain(String title, Consumer<Html> content) {
        return page(title, false, content);
    }

    private String page(String title, boolean live, Consumer<Html> content) {
        Html html = new Html().piece("<!doctype html>");
        html.open("html", "lang", language.tag()).open("head");
        html.open("meta", "charset", "utf-8");
        html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        html.element("title", title + " · Steelworks");
        html.open("link", "rel", "icon", "href", "/ui/icon.svg", "type", "image/svg+xml");
        html.open("link", "rel", "stylesheet", "href", "/ui/steel.css");
        html.element("script", "", "src", "/ui/steel.js", "defer", "");
        html.close("head");
        html.open("body", "data-live", live ? "on" : null, "data-now", words.say("age.now"));
        html.element("a", words.say("nav.skip"), "href", "#main", "class", "skip");
        header(html, live);
        html.open("main", "id", "main");
        content.accept(html);
        html.close("main");
        html.element("p", "", "id", "announce", "class", "quiet", "role", "status", "aria-live", "polite");
        return html.close("body").close("html").toString();
    }

    private void header(Html html, boolean live) {
        html.open("header", "class", "top").open("a", "href", "/", "class", "brand");
        html.open("img", "src", "/ui/icon.svg", "alt", "", "width", "26", "height", "26");
        html.element("span", "Steelworks").close("a");
        if (live) {
            html.open("nav", "aria-label", words.say("nav.label"));
            link(html, "/", words.say("nav.overview"));
            link(html, "/ui/cluster", words.say("nav.cluster"));
            html.close("nav");
        }
        html.element("span", "", "class", "grow");
        if (live) {
            html.open("span", "id", "link", "class", "link wait", "data-live-word", words.say("link.live"));
            html.element("span", "", "class", "dot", "aria-hidden", "true");
            html.element("span", words.say("link.wait"), "class", "word", "data-wait", words.say("link.wait"));
            html.close("span");
        }
        Language other = language.other();
        html.element(
                "a", other.ownName(), "href", path + "?lang=" + other.tag(), "lang", other.tag(), "class", "tongue");
        html.close("header");
    }

    private void link(Html html, String href, String text) {
        html.element("a", text, "href", href, "aria-current", href.equals(path) ? "page" : null);
    }
}
