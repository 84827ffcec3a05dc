package org.steelworks.core.generation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.core.generation.BlameRule.Complaint;

class BlameRuleTest {
    @Test
    void shouldLeaveOutWhoseFramesNobodyHas() {
        BlameRule rule = BlameRule.decide(3, List.of(new Complaint(0, List.of(2)), new Complaint(1, List.of(2))), 1);

        assertThat(rule.excluded()).contains(2);
        assertThat(rule.reason()).contains("member 2");
    }

    @Test
    void shouldTryABrokenPairAgainBeforeItLeavesOutOneEnd() {
        List<Complaint> complaints = List.of(new Complaint(0, List.of(1)));

        assertThat(BlameRule.decide(2, complaints, 1).excluded()).isEmpty();
        assertThat(BlameRule.decide(2, complaints, BlameRule.REPAIR_ROUNDS).excluded())
                .contains(1);
    }

    @Test
    void shouldBlameNobodyWhereNobodyIsMissed() {
        assertThat(BlameRule.decide(4, List.of(new Complaint(1, List.of())), 9).excluded())
                .isEmpty();
        assertThat(BlameRule.decide(4, List.of(new Complaint(1, List.of(1))), 9).excluded())
                .isEmpty();
    }
}
