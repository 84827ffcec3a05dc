package org.steelworks.data.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.data.clean.filter.CharacterRepetitionFilter;
import org.steelworks.data.clean.filter.TextLengthFilter;
import org.steelworks.data.clean.map.CleanEmailMapper;
import org.steelworks.data.clean.map.PunctuationNormalizationMapper;
import org.steelworks.data.document.Document;

final class OperatorRecipeTest {
    private final OperatorRecipe recipe = new OperatorRecipe(
            "test",
            List.of(
                    new CleanEmailMapper(""),
                    new CharacterRepetitionFilter(10, 0.0, 0.4),
                    new PunctuationNormalizationMapper(),
                    new TextLengthFilter(5, 20),
                    new CleanEmailMapper("never reached when dropped")));

    @Test
    void shouldKeepADocumentAndSayWhatChangedIt() {
        OperatorRecipe.Outcome outcome = recipe.run(new Document("a.jsonl", 3, "mail a@b.cn，please"));

        OperatorRecipe.Kept kept = (OperatorRecipe.Kept) outcome;
        assertThat(kept.document()).isEqualTo(new Document("a.jsonl", 3, "mail ,please"));
        assertThat(kept.changedBy()).containsExactly("clean_email_mapper", "punctuation_normalization_mapper");
        assertThat(kept.stats()).containsExactly(entry("char_rep_ratio", 0.0), entry("text_len", 12.0));
    }

    @Test
    void shouldHandBackTheSameDocumentWhenNothingChanges() {
        Document document = new Document("a.jsonl", 3, "unchanged");

        assertThat(recipe.run(document).document()).isSameAs(document);
    }

    @Test
    void shouldDropWithOperatorVerdictAndTheStatisticsUpToThere() {
        OperatorRecipe.Outcome outcome = recipe.run(new Document("a.jsonl", 4, "x，"));

        OperatorRecipe.Dropped dropped = (OperatorRecipe.Dropped) outcome;
        assertThat(dropped.operator()).isEqualTo("text_length_filter");
        assertThat(dropped.verdict()).isEqualTo(new Verdict(false, "text_len", 2, "text_len 2 is below min_len 5"));
        assertThat(dropped.document().text()).isEqualTo("x,");
        assertThat(dropped.stats()).containsExactly(entry("char_rep_ratio", 0.0), entry("text_len", 2.0));
    }

    @Test
    void shouldNotRunFiltersBehindTheDrop() {
        OperatorRecipe.Outcome outcome = recipe.run(new Document("a.jsonl", 5, "a".repeat(100)));

        assertThat(((OperatorRecipe.Dropped) outcome).operator()).isEqualTo("character_repetition_filter");
        assertThat(outcome.stats()).containsOnlyKeys("char_rep_ratio");
    }

    @Test
    void shouldNotLetOutcomesBeChanged() {
        OperatorRecipe.Outcome outcome = recipe.run(new Document("a.jsonl", 3, "unchanged"));

        assertThatThrownBy(() -> outcome.stats().put("x", 1.0)).isInstanceOf(UnsupportedOperationException.class);
    }
}
