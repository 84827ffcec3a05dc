package org.steelworks.ops.quickstart;

/** The stages of a quickstart, in order. */
enum Stage {
    CORPUS("Corpus"),
    PREPARE("Clean"),
    PACK("Pack"),
    SAMPLE_BEFORE("Before"),
    TRAIN("Train"),
    EXPORT("Export"),
    EVALUATE("Exam"),
    SAMPLE("Sample");

    private final String title;

    Stage(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String key() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
