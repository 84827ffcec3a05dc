package org.steelworks.data.clean.recipe;

import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.clean.filter.PerplexityFilter;
import org.steelworks.data.ngram.TextPerplexity;
import org.steelworks.data.piece.SentencePieces;

/** Makes the perplexity filter, which needs two files that do not come with this program. */
final class PerplexityModels {
    private PerplexityModels() {}

    static OperatorEntry entry() {
        return new OperatorEntry(
                PerplexityFilter.NAME,
                List.of(
                        OperatorParameter.text("lang", "en", "Language, by which the model files are named."),
                        OperatorParameter.number("min_ppl", 0.0, "Smallest perplexity kept."),
                        OperatorParameter.number("max_ppl", 1500.0, "Largest perplexity kept."),
                        WordModels.PIECES,
                        OperatorParameter.text(
                                "kenlm_model",
                                "",
                                "KenLM model, binary or ARPA; else <lang>.arpa.bin or <lang>.arpa there.")),
                PerplexityModels::filter);
    }

    private static PerplexityFilter filter(Arguments arguments) {
        SentencePieces pieces = WordModels.pieces(arguments);
        String lang = ModelFiles.language(arguments);
        Path model =
                arguments.model("a KenLM model of language " + lang, "kenlm_model", lang + ".arpa.bin", lang + ".arpa");
        return new PerplexityFilter(
                new TextPerplexity(pieces, ModelFiles.ngrams(model)),
                arguments.number("min_ppl"),
                arguments.number("max_ppl"));
    }
}
