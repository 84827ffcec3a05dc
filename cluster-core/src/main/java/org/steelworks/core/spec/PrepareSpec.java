package org.steelworks.core.spec;

import java.util.List;

/**
 * What a cleaning run reads and which operators it applies.
 *
 * @param inputs files and folders, in the order in which their documents come out
 * @param operators one of {@link #BUILT_IN}, or the path of an operator recipe
 * @param out folder for the documents, or null where the command names it
 * @param trace whether {@code trace.jsonl} is written, with every document where {@code traceSample} is 0
 * @param traceSample so many documents are in it; 0 for as many as {@code trace} says
 */
public record PrepareSpec(List<String> inputs, String operators, String out, boolean trace, int traceSample) {
    /** The built-in recipe for natural language, as published. */
    public static final String STEEL_TEXT = "steel-text";

    /** Names of the built-in recipes. */
    public static final List<String> BUILT_IN =
            List.of(STEEL_TEXT, "steel-text-perplexity", "steel-text-corrected", "steel-code");

    public PrepareSpec {
        inputs = List.copyOf(inputs);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("prepare.in is empty, it must name at least one file or folder");
        }
    }

    /** Whether {@link #operators()} is a built-in recipe and no file. */
    public boolean operatorsBuiltIn() {
        return BUILT_IN.contains(operators);
    }
}
