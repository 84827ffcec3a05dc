package org.steelworks.data.clean.recipe;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.steelworks.data.clean.Operator;

/** What a recipe may say of one operator: its name, its parameters, and how it is made. */
public final class OperatorEntry {
    private final String name;
    private final List<OperatorParameter> parameters;
    private final Function<Arguments, Operator> maker;

    OperatorEntry(String name, List<OperatorParameter> parameters, Function<Arguments, Operator> maker) {
        this.name = name;
        this.parameters = List.copyOf(parameters);
        this.maker = maker;
    }

    public String name() {
        return name;
    }

    public List<OperatorParameter> parameters() {
        return parameters;
    }

    /**
     * Makes the operator.
     *
     * @param folder from which paths among the values count
     * @param models told of every model file that the operator uses
     * @throws IllegalArgumentException if a value is outside what the operator can do; the message says why
     */
    Operator create(Map<String, Object> given, Path folder, Consumer<Path> models) {
        return maker.apply(new Arguments(parameters, given, new ModelFolders(folder, System.getenv()), models));
    }
}
