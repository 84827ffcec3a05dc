package org.steelworks.ops.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.steelworks.core.job.JobView;
import org.steelworks.data.flow.PrepareProgress;

class CleaningPaceTest {
    private static final long SECOND = 1_000_000_000L;

    private static PrepareProgress progress(long bytes) {
        return new PrepareProgress(3, 9, bytes, 10_000_000, 1234, 1000, 3, "");
    }

    @Test
    void shouldMeasureFromTheFirstProgressOn() {
        CleaningPace pace = new CleaningPace();

        assertThat(pace.at(progress(4_000_000), 7 * SECOND).secondsLeft()).isNull();
        assertThat(pace.at(progress(4_000_000), 9 * SECOND).secondsLeft()).isNull();
        // 1 MB in 4 s leaves 5 MB for 20 s
        assertThat(pace.at(progress(5_000_000), 11 * SECOND).secondsLeft()).isEqualTo(20.0);
        assertThat(pace.at(progress(10_000_000), 31 * SECOND).secondsLeft()).isEqualTo(0.0);
    }

    @Test
    void shouldSayHowFarItIs() {
        assertThat(CleaningPace.sentence(new JobView.Cleaning(1_250_000, 10_000_000, 1234, 1000, 3, 61.0)))
                .isEqualTo("1.3 of 10.0 MB, 1,234 documents, 1,000 kept, 3 data nodes, 1:01 left");
        assertThat(CleaningPace.sentence(new JobView.Cleaning(0, 10_000_000, 0, 0, 1, null)))
                .isEqualTo("0.0 of 10.0 MB, 0 documents, 0 kept, 1 data node, time left not known yet");
    }
}
