package org.steelworks.data.clean.recipe;

import java.util.List;
import org.steelworks.data.clean.filter.WordRepetitionFilter;
import org.steelworks.data.clean.filter.WordsNumFilter;
import org.steelworks.data.piece.SentencePieces;

/** Makes the filters that look at words; words are pieces of a SentencePiece model where the recipe wants that. */
final class WordModels {
    static final OperatorParameter PIECES = OperatorParameter.text(
            "sp_model",
            "",
            "SentencePiece model, path from the recipe's folder; else <lang>.sp.model in models beside the recipe or in"
                    + " Data-Juicer's cache.");

    private static final OperatorParameter LANGUAGE =
            OperatorParameter.text("lang", "en", "Language, by which the model file is named.");
    private static final OperatorParameter TOKENIZATION = OperatorParameter.truth(
            "tokenization", false, "Whether words are pieces of a SentencePiece model, else what blanks separate.");

    private WordModels() {}

    static List<OperatorEntry> entries() {
        return List.of(
                new OperatorEntry(
                        WordsNumFilter.NAME,
                        List.of(
                                LANGUAGE,
                                TOKENIZATION,
                                PIECES,
                                OperatorParameter.whole("min_num", 10, "Smallest number of words kept."),
                                OperatorParameter.whole("max_num", Long.MAX_VALUE, "Largest number of words kept.")),
                        WordModels::wordsNum),
                new OperatorEntry(
                        WordRepetitionFilter.NAME,
                        List.of(
                                LANGUAGE,
                                TOKENIZATION,
                                PIECES,
                                OperatorParameter.whole("rep_len", 10, "Length of an n-gram in words, from 1."),
                                OperatorParameter.number("min_ratio", 0.0, "Smallest ratio kept."),
                                OperatorParameter.number("max_ratio", 0.5, "Largest ratio kept.")),
                        WordModels::wordRepetition));
    }

    private static WordsNumFilter wordsNum(Arguments arguments) {
        long min = arguments.whole("min_num");
        long max = arguments.whole("max_num");
        return hasModel(arguments)
                ? new WordsNumFilter(pieces(arguments)::each, min, max)
                : new WordsNumFilter(min, max);
    }

    private static WordRepetitionFilter wordRepetition(Arguments arguments) {
        int length = arguments.small("rep_len");
        double min = arguments.number("min_ratio");
        double max = arguments.number("max_ratio");
        return hasModel(arguments)
                ? new WordRepetitionFilter(pieces(arguments)::each, length, min, max)
                : new WordRepetitionFilter(length, min, max);
    }

    private static boolean hasModel(Arguments arguments) {
        if (!arguments.truth("tokenization") && !arguments.text("sp_model").isEmpty()) {
            throw new IllegalArgumentException("sp_model \"" + arguments.text("sp_model") + "\" has no effect on words"
                    + " between blanks; write tokenization: true, or leave it out");
        }
        return arguments.truth("tokenization");
    }

    /** The SentencePiece model of the operator's language. */
    static SentencePieces pieces(Arguments arguments) {
        String lang = ModelFiles.language(arguments);
        return ModelFiles.pieces(
                arguments.model("a SentencePiece model of language " + lang, "sp_model", lang + ".sp.model"));
    }
}
