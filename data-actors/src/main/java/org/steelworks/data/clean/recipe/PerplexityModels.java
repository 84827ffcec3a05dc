package org.steelworks.data.clean.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.steelworks.data.clean.Operator;
import org.steelworks.data.clean.filter.PerplexityFilter;
import org.steelworks.data.ngram.LanguageModel;
import org.steelworks.data.ngram.TextPerplexity;
import org.steelworks.data.piece.InvalidPieceModel;
import org.steelworks.data.piece.SentencePieces;

/** Makes the perplexity filter, which needs two files that do not come with this program. */
final class PerplexityModels {
    private static final Pattern LANGUAGE = Pattern.compile("[\\w-]+");

    private PerplexityModels() {}

    static OperatorEntry entry() {
        return new OperatorEntry(
                PerplexityFilter.NAME,
                List.of(
                        OperatorParameter.text("lang", "en", "Language, by which the model files are named."),
                        OperatorParameter.number("min_ppl", 0.0, "Smallest perplexity kept."),
                        OperatorParameter.number("max_ppl", 1500.0, "Largest perplexity kept."),
                        OperatorParameter.text(
                                "sp_model",
                                "",
                                "SentencePiece model, path from the recipe's folder; else <lang>.sp.model in models"
                                        + " beside the recipe or in Data-Juicer's cache."),
                        OperatorParameter.text(
                                "kenlm_model",
                                "",
                                "KenLM model, binary or ARPA; else <lang>.arpa.bin or <lang>.arpa there.")),
                PerplexityModels::filter);
    }

    private static Operator filter(Arguments arguments) {
        return filter(arguments, new ModelFolders(arguments.folder(), System.getenv()));
    }

    static PerplexityFilter filter(Arguments arguments, ModelFolders folders) {
        String lang = arguments.text("lang");
        if (!LANGUAGE.matcher(lang).matches()) {
            throw new IllegalArgumentException("lang \"" + lang + "\" is no language; write one such as zh or en");
        }
        Path pieces = folders.find(
                "a SentencePiece model of language " + lang,
                "sp_model",
                arguments.text("sp_model"),
                lang + ".sp.model");
        Path model = folders.find(
                "a KenLM model of language " + lang,
                "kenlm_model",
                arguments.text("kenlm_model"),
                lang + ".arpa.bin",
                lang + ".arpa");
        return new PerplexityFilter(
                new TextPerplexity(pieces(pieces), model(model)),
                arguments.number("min_ppl"),
                arguments.number("max_ppl"));
    }

    private static SentencePieces pieces(Path file) {
        try {
            return SentencePieces.of(Files.readAllBytes(file));
        } catch (InvalidPieceModel e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static LanguageModel model(Path file) {
        Runtime machine = Runtime.getRuntime();
        long free = machine.maxMemory() - machine.totalMemory() + machine.freeMemory();
        try {
            // The other half is for documents.
            return LanguageModel.open(file, free / 2);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static IllegalArgumentException unreadable(Path file, IOException e) {
        String message = String.valueOf(e.getMessage());
        return new IllegalArgumentException(
                message.startsWith(file.toString()) ? message : file + " cannot be read: " + message, e);
    }
}
