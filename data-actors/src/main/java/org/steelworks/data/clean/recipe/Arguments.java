package org.steelworks.data.clean.recipe;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checked values of an operator's parameters, given or fallen back to. */
final class Arguments {
    private final Map<String, Object> values = new HashMap<>();

    private final Path folder;

    Arguments(List<OperatorParameter> parameters, Map<String, Object> given, Path folder) {
        this.folder = folder;
        parameters.forEach(p -> values.put(p.name(), given.getOrDefault(p.name(), p.fallback())));
    }

    long whole(String name) {
        return (Long) values.get(name);
    }

    double number(String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    /** The folder of the recipe, from which paths count. */
    Path folder() {
        return folder;
    }

    String text(String name) {
        return (String) values.get(name);
    }

    boolean truth(String name) {
        return (Boolean) values.get(name);
    }

    /** Empty where the value is null. */
    String textOrNothing(String name) {
        Object value = values.get(name);
        return value == null ? "" : (String) value;
    }

    List<String> texts(String name) {
        Object value = values.get(name);
        return value instanceof List<?> list
                ? list.stream().map(String.class::cast).toList()
                : ((String) value).codePoints().mapToObj(Character::toString).toList();
    }

    /** Whether the value is null. */
    boolean isNothing(String name) {
        return values.get(name) == null;
    }

    /** A whole number that is used as an int. */
    int small(String name) {
        long value = whole(name);
        if (value > Integer.MAX_VALUE || value < Integer.MIN_VALUE) {
            throw new IllegalArgumentException(name + " " + value + " is out of range");
        }
        return (int) value;
    }
}
