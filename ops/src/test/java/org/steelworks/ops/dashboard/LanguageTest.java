package org.steelworks.ops.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.steelworks.core.job.JobState;
import org.steelworks.core.run.machine.RunNotice;
import org.steelworks.ops.status.ActorView;
import org.steelworks.ops.status.WorkerView;

class LanguageTest {
    @Test
    void shouldHaveTheSameWordsInBothLanguages() {
        assertThat(Language.ZH.keys()).isEqualTo(Language.EN.keys());
        for (String key : Language.EN.keys()) {
            assertThat(placeholders(Language.ZH.say(key))).as(key).isEqualTo(placeholders(Language.EN.say(key)));
        }
    }

    private static long placeholders(String words) {
        return words.chars().filter(c -> c == '{').count();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void shouldHaveAWordForEveryState(Language language) {
        Words words = new Words(language);
        for (JobState state : JobState.values()) {
            assertThat(words.badge(state)).contains("class=\"badge");
        }
        for (WorkerView.State state : WorkerView.State.values()) {
            assertThat(words.badge(state)).contains("class=\"badge");
        }
        for (ActorView.State state : ActorView.State.values()) {
            assertThat(words.badge(state)).contains("class=\"badge");
        }
    }

    @Test
    void shouldHaveAWordForEveryEventOfARun() {
        for (RunNotice.Type type : RunNotice.Type.values()) {
            assertThat(Language.EN.keys()).contains("event." + type.name().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void shouldEscapeEverythingThatComesFromOutside() {
        assertThat(new Html().element("a", "<script>\"&'", "href", "\"><img>").toString())
                .isEqualTo("<a href=\"&quot;&gt;&lt;img&gt;\">&lt;script&gt;&quot;&amp;&#39;</a>");
    }
}
