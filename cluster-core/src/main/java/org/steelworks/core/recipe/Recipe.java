package org.steelworks.core.recipe;

import java.util.List;
import org.steelworks.core.spec.RunSpec;

/**
 * A recipe as read: the run it asks for, and every setting with its origin.
 *
 * @param spec the run
 * @param settings all keys of its kind, in the order of a recipe, paths absolute
 */
public record Recipe(RunSpec spec, List<Setting> settings) {
    public Recipe {
        settings = List.copyOf(settings);
    }

    /** The text of {@code recipe.resolved.yaml}: every key written out; reading it gives the same run. */
    public String resolvedYaml() {
        return yaml(false);
    }

    /** The same with the origin of every value behind it, as {@code config print} shows it. */
    public String withOrigins() {
        return yaml(true);
    }

    private String yaml(boolean origins) {
        StringBuilder out = new StringBuilder();
        String[] open = {};
        for (Setting setting : settings) {
            String[] parts = setting.key().split("\\.");
            int shared = 0;
            while (shared < open.length && shared < parts.length - 1 && open[shared].equals(parts[shared])) {
                shared++;
            }
            for (int depth = shared; depth < parts.length - 1; depth++) {
                out.append("  ".repeat(depth)).append(parts[depth]).append(":\n");
            }
            out.append("  ".repeat(parts.length - 1)).append(parts[parts.length - 1]);
            out.append(": ").append(setting.text());
            if (origins) {
                out.append("  # ").append(setting.origin());
            }
            out.append('\n');
            open = java.util.Arrays.copyOf(parts, parts.length - 1);
        }
        return out.toString();
    }
}
