package org.steelworks.data.clean.map;

import org.steelworks.data.clean.Mapper;
import org.steelworks.data.text.html.HtmlText;

/** Replaces a text by what an HTML document of that source shows; items of lists begin with {@code \n*}. */
public final class CleanHtmlMapper implements Mapper {
    public static final String NAME = "clean_html_mapper";

    private static final String ITEM = "\n*";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String map(String text) {
        String listed = text.replace("<li>", ITEM)
                .replace("</li>", "")
                .replace("<ol>", ITEM)
                .replace("</ol>", "");
        String shown = HtmlText.body(listed);
        return shown.equals(text) ? text : shown;
    }
}
