package org.steelworks.data.clean.filter;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.steelworks.data.clean.StatisticRange;
import org.steelworks.data.clean.Verdict;
import org.steelworks.data.text.PythonText;

/**
 * Keeps texts of some languages of which a model is sure enough ({@code lang_score}, and the language as {@code lang}). The
 * model sees the text in lower case, on one line.
 */
public final class LanguageIdScoreFilter extends RangeFilter {
    public static final String NAME = "language_id_score_filter";

    private final Function<String, Language> model;
    private final List<String> languages;

    /**
     * What a model finds.
     *
     * @param name empty where it finds nothing
     * @param score how sure it is, 0 where it finds nothing
     */
    public record Language(String name, double score) {}

    /**
     * @param model of a line, safe for any thread
     * @param languages that are kept; none for all
     * @param minScore inclusive
     */
    public LanguageIdScoreFilter(Function<String, Language> model, List<String> languages, double minScore) {
        super(NAME, new StatisticRange("lang_score", "min_score", minScore, "max_score", Double.POSITIVE_INFINITY));
        this.model = model;
        this.languages = List.copyOf(languages);
    }

    @Override
    public double measure(String text) {
        return language(text).score();
    }

    @Override
    public Verdict judge(String text) {
        Language language = language(text);
        Verdict byScore = range().judge(language.score());
        boolean other = !languages.isEmpty() && !languages.contains(language.name());
        return new Verdict(
                byScore.keep() && !other,
                byScore.statistic(),
                byScore.value(),
                other ? "lang " + language.name() + " is not " + String.join(" or ", languages) : byScore.reason(),
                Map.of("lang", language.name()));
    }

    private Language language(String text) {
        return model.apply(PythonText.lower(text).replace('\n', ' '));
    }
}
