package org.steelworks.data.clean.recipe;

import java.nio.file.Path;
import java.util.List;
import org.steelworks.data.clean.filter.LanguageIdScoreFilter;
import org.steelworks.data.clean.filter.LanguageIdScoreFilter.Language;
import org.steelworks.data.fasttext.LabelModel;

/** Makes the language filter, which needs a fastText model that does not come with this program. */
final class LanguageIdModels {
    private static final int NAMED = 12;

    private LanguageIdModels() {}

    static OperatorEntry entry() {
        return new OperatorEntry(
                LanguageIdScoreFilter.NAME,
                List.of(
                        OperatorParameter.texts("lang", "", "Languages kept, by the model's names; empty for all."),
                        OperatorParameter.number("min_score", 0.8, "Smallest score of the language kept."),
                        OperatorParameter.text(
                                "fasttext_model",
                                "",
                                "fastText model, .bin or .ftz, path from the recipe's folder; else lid.176.bin or"
                                        + " lid.176.ftz in models beside the recipe or in Data-Juicer's cache.")),
                LanguageIdModels::filter);
    }

    private static LanguageIdScoreFilter filter(Arguments arguments) {
        Path file = arguments.model("a fastText model of languages", "fasttext_model", "lid.176.bin", "lid.176.ftz");
        LabelModel model = ModelFiles.labels(file);
        List<String> wanted = arguments.names("lang");
        for (String language : wanted) {
            checkKnown(language, model.labels(), file);
        }
        return new LanguageIdScoreFilter(
                line -> model.predict(line)
                        .map(found -> new Language(found.label(), found.probability()))
                        .orElse(new Language("", 0)),
                wanted,
                arguments.number("min_score"));
    }

    private static void checkKnown(String language, List<String> known, Path file) {
        if (!known.contains(language)) {
            throw new IllegalArgumentException("lang \"" + language + "\" is no label of " + file
                    + ", so nothing would be kept by it; nearest is \"" + NearestName.of(language, known)
                    + "\", it has " + known.size() + ": "
                    + String.join(", ", known.subList(0, Math.min(NAMED, known.size())))
                    + (known.size() > NAMED ? ", ..." : ""));
        }
    }
}
