package org.steelworks.data.clean.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.steelworks.data.fasttext.LabelModel;
import org.steelworks.data.ngram.LanguageModel;
import org.steelworks.data.piece.InvalidPieceModel;
import org.steelworks.data.piece.SentencePieces;

/**
 * Opens the users' model files. One that cannot be used fails with an {@link IllegalArgumentException} that names it and
 * says why.
 */
final class ModelFiles {
    private static final Pattern LANGUAGE = Pattern.compile("[\\w-]+");
    private static final long LONGEST_PIECES = 256L << 20;

    private ModelFiles() {}

    /** The parameter {@code lang}, which becomes a part of file names. */
    static String language(Arguments arguments) {
        String lang = arguments.text("lang");
        if (!LANGUAGE.matcher(lang).matches()) {
            throw new IllegalArgumentException("lang \"" + lang + "\" is no language; write one such as zh or en");
        }
        return lang;
    }

    static SentencePieces pieces(Path file) {
        try {
            // It is read as a whole; published ones have about a megabyte.
            if (Files.size(file) > LONGEST_PIECES) {
                throw new IllegalArgumentException(file + ": no SentencePiece model: it has " + Files.size(file)
                        + " bytes, and at most " + LONGEST_PIECES + " are supported");
            }
            return SentencePieces.of(Files.readAllBytes(file));
        } catch (InvalidPieceModel e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static LanguageModel ngrams(Path file) {
        try {
            return LanguageModel.open(file, freeMemory());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    static LabelModel labels(Path file) {
        try {
            return LabelModel.open(file, freeMemory());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Bytes of heap that a model may take; as many are for documents. */
    private static long freeMemory() {
        Runtime machine = Runtime.getRuntime();
        return (machine.maxMemory() - machine.totalMemory() + machine.freeMemory()) / 2;
    }

    private static IllegalArgumentException unreadable(Path file, IOException e) {
        String message = String.valueOf(e.getMessage());
        return new IllegalArgumentException(
                message.startsWith(file.toString()) ? message : file + " cannot be read: " + message, e);
    }
}
