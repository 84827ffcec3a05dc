package org.steelworks.data.clean.recipe;

/** A recipe file that cannot be used; the message names the file, the line, what is wrong and what to write instead. */
public final class OperatorRecipeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;

    OperatorRecipeException(String file, int line, String message) {
        super(file + (line > 0 ? " line " + line : "") + ": " + message);
        this.file = file;
        this.line = line;
    }

    /** The file as it was named to the reader. */
    public String file() {
        return file;
    }

    /** Line number from 1; 0 when the whole file is meant. */
    public int line() {
        return line;
    }
}
