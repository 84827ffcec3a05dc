package org.steelworks.eval.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvalTaskTest {
    @Test
    void tasksByName() {
        assertThat(EvalTask.of("cmmlu")).isEqualTo(EvalTask.CMMLU);
        assertThat(EvalTask.of("ppl")).isEqualTo(EvalTask.PERPLEXITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ceval", "mmlu", "gsm8k", "humaneval"})
    void plannedTasksAreRefusedByName(String name) {
        assertThatThrownBy(() -> EvalTask.of(name))
                .hasMessage("task " + name + " is not supported yet; supported are cmmlu, ppl");
    }

    @Test
    void unknownTasksAreRefused() {
        assertThatThrownBy(() -> EvalTask.of("cmlu"))
                .hasMessageContaining("no task 'cmlu'")
                .hasMessageContaining("cmmlu, ppl");
    }
}
