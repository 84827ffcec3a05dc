package org.steelworks.data.clean.recipe;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The checked values of an operator's parameters, given or fallen back to. */
final class Arguments {
    private final Map<String, Object> values = new HashMap<>();

    private final ModelFolders folders;
    private final Consumer<Path> models;

    /**
     * @param folders where model files are looked for
     * @param models told of every model file that is used
     */
    Arguments(
            List<OperatorParameter> parameters,
            Map<String, Object> given,
            ModelFolders folders,
            Consumer<Path> models) {
        this.folders = folders;
        this.models = models;
        parameters.forEach(p -> values.put(p.name(), given.getOrDefault(p.name(), p.fallback())));
    }

    long whole(String name) {
        return (Long) values.get(name);
    }

    double number(String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    /**
     * The model file that a parameter names, else one of {@code names} where models are looked for.
     *
     * @param what the file is, for messages
     */
    Path model(String what, String parameter, String... names) {
        Path file = folders.find(what, parameter, textOrNothing(parameter), names);
        models.accept(file);
        return file;
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

    /** A list's texts; a text that is not empty is a list of one. */
    List<String> names(String name) {
        Object value = values.get(name);
        if (value instanceof List<?> list) {
            return list.stream().map(String.class::cast).toList();
        }
        return value.equals("") ? List.of() : List.of((String) value);
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
