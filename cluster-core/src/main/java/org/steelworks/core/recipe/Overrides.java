package org.steelworks.core.recipe;

import java.util.List;
import java.util.Map;

/**
 * What stands above the recipe file.
 *
 * @param options {@code a.b=c} as given to {@code --set}; the last one of a key wins, values are YAML
 * @param environment variables; those named {@code STEEL_SECTION__KEY} count, so {@code STEEL_TRAIN__STEPS} sets
 *     {@code train.steps}
 */
public record Overrides(List<String> options, Map<String, String> environment) {
    public Overrides {
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }

    /** The file alone. */
    public static Overrides none() {
        return new Overrides(List.of(), Map.of());
    }
}
