package org.steelworks.ops.quickstart;

import java.nio.file.Path;
import java.util.List;

/**
 * What a newcomer can type after a quickstart: commands that work when they are pasted in the present folder, and in the
 * checkout's.
 *
 * @param home the checkout
 * @param present folder of the shell
 * @param dir absolute folder of the quickstart
 * @param workers of the quickstart's recipe
 */
record NextSteps(Path home, Path present, Path dir, int workers) {

    /** Those of this process; the launcher says where the checkout is. */
    static NextSteps of(Path dir, int workers) {
        Path present = Path.of("").toAbsolutePath();
        return new NextSteps(Path.of(System.getProperty("steel.home", present.toString())), present, dir, workers);
    }

    List<String> lines() {
        String steel = home.equals(present) ? "./steel" : shown(home.resolve("steel"));
        String model = shown(dir.resolve("model"));
        String tokenizer = shown(dir.resolve("tokenizer"));
        return List.of(
                "",
                "Let it write, ask it:",
                "  " + steel + " generate --model " + model + " --prompt '苹果是' --max-new-tokens 60",
                "  " + steel + " generate --model " + model + " --chat --prompt '请问苹果属于哪一类?'",
                "The same weights without kills, and every checksum:",
                "  " + steel + " quickstart --workers 1 --kills 0 --dir "
                        + shown(dir.resolveSibling(dir.getFileName() + "-calm")),
                "  " + steel + " checkpoint verify " + shown(dir.resolve("run")),
                "Train on your own text, one JSON object {\"text\": \"...\"} a line (here the bundled stories stand in for it):",
                "  mkdir -p my/texts && cp " + shown(dir.resolve("clean/stories.jsonl")) + " my/texts/",
                "  cp " + shown(home.resolve("docs/examples")) + "/own-text.* my/ && cp -r " + tokenizer + " my/",
                "  " + steel + " prepare --in my/texts --recipe steel-text-corrected --out my/clean",
                "  " + steel + " pack --in my/clean --tokenizer my/tokenizer --out my/shards --block 257",
                "  " + steel + " train my/own-text.yaml --dir my/run --workers 2",
                "The dashboard ended with this command. A cluster that stays prints its address (http://127.0.0.1:7600):",
                "  " + steel + " up --workers " + workers + " --dir " + shown(dir.resolve("cluster")),
                "  " + steel + " submit " + shown(dir.resolve("recipe.yaml")) + " --follow     # in a second terminal");
    }

    /** A path as the shell takes it: relative where the shell is in the checkout and the path below it. */
    private String shown(Path path) {
        boolean below = home.equals(present) && path.startsWith(present);
        String text = (below ? present.relativize(path) : path).toString();
        return text.matches("[\\p{L}\\p{N}_./+@%=:,-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
