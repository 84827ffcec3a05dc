package org.steelworks.checkpoint.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.steelworks.checkpoint.policy.RecoveryRule.Candidate;
import org.steelworks.core.generation.Fingerprint;

class RecoveryRuleTest {
    private static final Fingerprint HERE = new Fingerprint(Map.of("isa", "avx512", "threads", "1"));
    private static final RecoveryRule.Wanted WANTED = new RecoveryRule.Wanted("r", HERE, false);
    private static final RecoveryRule.Wanted FORCED = new RecoveryRule.Wanted("r", HERE, true);

    @Test
    void shouldAskForTheNewestFirstAndTakeItOnceItHolds() {
        Candidate old = Candidate.readable(10, "r", HERE);
        Candidate newest = Candidate.readable(20, "r", HERE);

        assertThat(RecoveryRule.decide(List.of(old, newest), WANTED))
                .isInstanceOfSatisfying(
                        RecoveryRule.Verify.class, v -> assertThat(v.step()).isEqualTo(20));
        assertThat(RecoveryRule.decide(List.of(old, newest.checked(null)), WANTED))
                .isEqualTo(new RecoveryRule.Take(20, true, "step 20 is the newest valid checkpoint"));
    }

    @Test
    void shouldSayWhyEachNewerOneWasPassedOver() {
        List<Candidate> candidates = List.of(
                Candidate.readable(10, "r", HERE).checked(null),
                Candidate.readable(20, "r", new Fingerprint(Map.of("isa", "avx2", "threads", "1"))),
                Candidate.readable(30, "other", HERE),
                Candidate.readable(40, "r", HERE).checked("tensor w.3 has checksum x"),
                Candidate.incomplete(50, "manifest.json is missing"));

        RecoveryRule.Decision decision = RecoveryRule.decide(candidates, WANTED);

        assertThat(decision).isInstanceOf(RecoveryRule.Take.class);
        assertThat(decision.reason())
                .contains("step 10 is the newest valid")
                .contains("step 50: not complete: manifest.json is missing")
                .contains("step 40: damaged: tensor w.3")
                .contains("step 30: recipe digest other is not this run's r")
                .contains("step 20: fingerprint item 'isa' is 'avx2', the run has 'avx512'");
    }

    @Test
    void shouldNameAFingerprintItemThatOneSideLacks() {
        RecoveryRule.Decision decision = RecoveryRule.decide(
                List.of(Candidate.readable(5, "r", new Fingerprint(Map.of("isa", "avx512")))), WANTED);

        assertThat(decision).isInstanceOf(RecoveryRule.StartFresh.class);
        assertThat(decision.reason()).contains("item 'threads' is 'null', the run has '1'");
    }

    @Test
    void shouldTakeAnyFingerprintWhereNoneIsWanted() {
        Candidate elsewhere = Candidate.readable(5, "r", new Fingerprint(Map.of("isa", "neon")))
                .checked(null);
        Candidate foreign = Candidate.readable(6, "other", HERE).checked(null);

        assertThat(RecoveryRule.decide(List.of(elsewhere, foreign), new RecoveryRule.Wanted("r", null, false)))
                .isInstanceOfSatisfying(
                        RecoveryRule.Take.class, take -> assertThat(take.step()).isEqualTo(5));
    }

    @Test
    void shouldFlagAForcedForeignCheckpointAsInexact() {
        Candidate foreign = Candidate.readable(5, "other", HERE).checked(null);

        assertThat(RecoveryRule.decide(List.of(foreign), FORCED))
                .isInstanceOfSatisfying(RecoveryRule.Take.class, take -> {
                    assertThat(take.exact()).isFalse();
                    assertThat(take.reason()).contains("not bit-exact").contains("recipe digest");
                });
    }

    @Test
    void shouldNeverTakeADamagedOneEvenWhenForced() {
        assertThat(RecoveryRule.decide(List.of(Candidate.readable(5, "r", HERE).checked("bad")), FORCED))
                .isInstanceOf(RecoveryRule.StartFresh.class);
        assertThat(RecoveryRule.decide(List.of(), WANTED).reason()).contains("there is no checkpoint");
    }
}
