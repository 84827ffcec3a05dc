package org.steelworks.eval.run;

import java.util.List;
import java.util.stream.Collectors;
import org.steelworks.data.clean.Mapper;
import org.steelworks.data.clean.recipe.OperatorRecipeReader;
import org.steelworks.data.clean.recipe.OperatorRegistry;

/** The cleaning operators that a prompt passes through. */
final class PromptMappers {
    private final List<Mapper> mappers;

    private PromptMappers(List<Mapper> mappers) {
        this.mappers = mappers;
    }

    /**
     * The operators of these names.
     *
     * @throws RuntimeException where one is unknown; the message names the nearest
     */
    static PromptMappers of(List<String> names) {
        if (names.isEmpty()) {
            return new PromptMappers(List.of());
        }
        String yaml =
                names.stream().map(name -> "  - " + name + ":\n").collect(Collectors.joining("", "process:\n", ""));
        return new PromptMappers(new OperatorRecipeReader(OperatorRegistry.standard())
                .read("prompt mappers", yaml).recipe().operators().stream()
                        .map(operator -> {
                            if (operator instanceof Mapper mapper) {
                                return mapper;
                            }
                            throw new IllegalArgumentException(
                                    operator.name() + " rewrites no text, so it cannot be a prompt mapper");
                        })
                        .toList());
    }

    String map(String text) {
        String mapped = text;
        for (Mapper mapper : mappers) {
            mapped = mapper.map(mapped);
        }
        return mapped;
    }
}
