package org.steelworks.data.unit;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.TextField;

/**
 * Raw files that become one file of cleaned documents.
 *
 * @param name of the set; its documents go to {@code name.jsonl}
 * @param paths files, and folders that are read with all below them
 * @param format of all the files
 * @param textField where plain records keep their text
 * @param recipe the operators; may have none, then texts are converted only
 * @param recipeDigest identifies the recipe with its parameters: work done under another one is not reused
 */
public record InputSet(
        String name,
        List<Path> paths,
        RawFormat format,
        TextField textField,
        OperatorRecipe recipe,
        String recipeDigest) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Set<String> TAKEN = Set.of("quarantine", "trace", "events");

    /** A set whose plain records keep their text in {@code text}. */
    public InputSet(String name, List<Path> paths, RawFormat format, OperatorRecipe recipe, String recipeDigest) {
        this(name, paths, format, TextField.TEXT, recipe, recipeDigest);
    }

    public InputSet {
        paths = List.copyOf(paths);
        if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
            throw new IllegalArgumentException("input set \"" + name + "\": a name has letters, digits, dot, dash and "
                    + "underscore, at most 100, begins with a letter or digit, and is not one of " + TAKEN);
        }
        if (paths.isEmpty()) {
            throw new IllegalArgumentException(
                    "input set \"" + name + "\" has no path; name at least one file or folder");
        }
    }
}
