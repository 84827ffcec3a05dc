package org.steelworks.data.clean.recipe;

/**
 * One parameter of an operator.
 *
 * @param name as Data-Juicer names it
 * @param kind what values it takes
 * @param fallback the value when the recipe does not give it: a Long, Double, Boolean, String or null as {@code kind} says
 * @param meaning one sentence with unit and bounds
 */
public record OperatorParameter(String name, ValueKind kind, Object fallback, String meaning) {
    static OperatorParameter whole(String name, long fallback, String meaning) {
        return new OperatorParameter(name, ValueKind.WHOLE, fallback, meaning);
    }

    static OperatorParameter wholeOrNothing(String name, String meaning) {
        return new OperatorParameter(name, ValueKind.WHOLE_OR_NOTHING, null, meaning);
    }

    static OperatorParameter number(String name, double fallback, String meaning) {
        return new OperatorParameter(name, ValueKind.NUMBER, fallback, meaning);
    }

    static OperatorParameter truth(String name, boolean fallback, String meaning) {
        return new OperatorParameter(name, ValueKind.BOOLEAN, fallback, meaning);
    }

    static OperatorParameter texts(String name, String fallback, String meaning) {
        return new OperatorParameter(name, ValueKind.TEXTS, fallback, meaning);
    }

    static OperatorParameter textOrNothing(String name, String meaning) {
        return new OperatorParameter(name, ValueKind.TEXT_OR_NOTHING, null, meaning);
    }

    static OperatorParameter text(String name, String fallback, String meaning) {
        return new OperatorParameter(name, ValueKind.TEXT, fallback, meaning);
    }
}
