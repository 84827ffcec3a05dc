package org.steelworks.ops.dashboard;

import org.steelworks.ops.status.ClusterSnapshot;

/** Members, workers, actors and their health. */
final class ClusterPage {
    private static final int WORKERS = 150;
    private static final int ACTORS = 250;

    private ClusterPage() {}

    static String render(Language language, ClusterSnapshot snapshot) {
        Words words = new Words(language);
        return new Frame(language, "/ui/cluster").live(words.say("cluster.title"), html -> {
            html.element("h1", words.say("cluster.title"));
            Sections sections = new Sections(html, words);
            sections.members(snapshot.members());
            sections.workers(snapshot.workers(), WORKERS);
            sections.actors(snapshot.actors(), ACTORS);
        });
    }
}
