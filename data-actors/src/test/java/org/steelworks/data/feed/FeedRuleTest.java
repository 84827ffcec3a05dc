package org.steelworks.data.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.steelworks.data.feed.FeedRule.Standing.ASKED;
import static org.steelworks.data.feed.FeedRule.Standing.BROKE;
import static org.steelworks.data.feed.FeedRule.Standing.HAS;
import static org.steelworks.data.feed.FeedRule.Standing.LACKS;
import static org.steelworks.data.feed.FeedRule.Standing.SILENT;
import static org.steelworks.data.feed.FeedRule.Standing.UNASKED;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.data.feed.FeedRule.Again;
import org.steelworks.data.feed.FeedRule.Others;
import org.steelworks.data.feed.FeedRule.Seat;
import org.steelworks.data.feed.FeedRule.Standing;

class FeedRuleTest {
    private static Seat data(int number, Standing standing) {
        boolean fault = standing == LACKS || standing == BROKE;
        return new Seat("data-" + number, false, standing, fault ? "a.bin is missing" : "");
    }

    private static Seat own(Standing standing) {
        return new Seat("control", true, standing, standing == LACKS || standing == BROKE ? "b.bin is missing" : "");
    }

    private static final Again NOT_AGAIN = new Again(false, false);

    private static FeedRule.Decision decide(int current, Others others, Seat... seats) {
        return FeedRule.decide(List.of(seats), current, "", false, others, NOT_AGAIN);
    }

    @Test
    void shouldLeaveAFeedAloneThatWorks() {
        assertThat(decide(1, Others.NONE, data(1, HAS), data(2, HAS), own(HAS))).isInstanceOf(FeedRule.Keep.class);
        assertThat(decide(2, Others.NONE, data(1, HAS), data(2, HAS), own(HAS)))
                .as("the own node too")
                .isInstanceOf(FeedRule.Keep.class);
    }

    @Test
    void shouldPreferDataNodes() {
        assertThat(decide(-1, Others.NONE, own(UNASKED), data(1, LACKS), data(2, HAS)))
                .isEqualTo(new FeedRule.Take(2, "blocks come from data-2"));
        assertThat(decide(-1, Others.NONE, own(HAS), data(1, HAS)))
                .isEqualTo(new FeedRule.Take(1, "blocks come from data-1"));
        assertThat(decide(-1, Others.NONE, data(1, ASKED), own(UNASKED)))
                .isEqualTo(new FeedRule.Wait("waits until data-1 has read the run's shards"));
    }

    @Test
    void shouldAskTheOwnNodeWhereNoDataNodeHasThem() {
        assertThat(decide(-1, Others.NONE, own(UNASKED))).isInstanceOf(FeedRule.AskOwn.class);
        assertThat(decide(-1, Others.MAY_COME, data(1, LACKS), own(UNASKED)))
                .isEqualTo(new FeedRule.AskOwn("no data node has the run's shards: data-1: a.bin is missing"));
        assertThat(decide(-1, Others.AWAITED, own(UNASKED)))
                .isEqualTo(new FeedRule.Wait("waits for data nodes to join"));
        assertThat(decide(-1, Others.MAY_COME, data(1, LACKS), own(HAS)))
                .isEqualTo(new FeedRule.Take(1, "blocks come from control"));
    }

    @Test
    void shouldMoveToAnotherNodeThatHasThem() {
        assertThat(decide(0, Others.MAY_COME, data(1, SILENT), data(2, HAS), own(HAS)))
                .isEqualTo(new FeedRule.Take(
                        1, "data-1 does not answer; blocks come from data-2 now, which has the same shards"));
        assertThat(decide(0, Others.MAY_COME, data(1, BROKE), data(2, ASKED), own(HAS)))
                .as("rather than wait for one that still reads")
                .isEqualTo(new FeedRule.Take(
                        2,
                        "data-1 feeds the run no longer: a.bin is missing; blocks come from control now, which has the"
                                + " same shards"));
        assertThat(FeedRule.decide(
                        List.of(data(2, HAS), own(UNASKED)),
                        -1,
                        "data-1 left the cluster",
                        false,
                        Others.MAY_COME,
                        NOT_AGAIN))
                .isEqualTo(new FeedRule.Take(
                        0, "data-1 left the cluster; blocks come from data-2 now, which has the same shards"));
        assertThat(decide(0, Others.MAY_COME, data(1, ASKED), data(2, HAS), own(HAS)))
                .as("with an addition that the one has read and the other has not")
                .isEqualTo(new FeedRule.Take(
                        1,
                        "data-1 has not opened yet what was added; blocks come from data-2 now, which has the same"
                                + " shards"));
        assertThat(decide(0, Others.MAY_COME, data(1, SILENT), own(UNASKED))).isInstanceOf(FeedRule.AskOwn.class);
    }

    @Test
    void shouldWaitForNodesThatMayComeAndFailWhereNothingWillChange() {
        assertThat(decide(0, Others.MAY_COME, data(1, SILENT), own(LACKS)))
                .isInstanceOfSatisfying(FeedRule.Wait.class, wait -> assertThat(wait.reason())
                        .contains("data-1 does not answer", "control: b.bin is missing"));
        assertThat(decide(-1, Others.MAY_COME, data(1, LACKS), own(LACKS)))
                .isEqualTo(new FeedRule.Wait("waits for a data node: no node has the run's shards: data-1: a.bin is"
                        + " missing; control: b.bin is missing"));
        assertThat(decide(-1, Others.NONE, data(1, LACKS), own(LACKS)))
                .isEqualTo(new FeedRule.Fail(
                        "no node has the run's shards: data-1: a.bin is missing; control: b.bin is missing"));
        assertThat(decide(-1, Others.NONE, own(LACKS))).isEqualTo(new FeedRule.Fail("b.bin is missing"));
        assertThat(decide(0, Others.MAY_COME, data(1, BROKE), own(LACKS)))
                .as("a shard that was changed stops the run")
                .isInstanceOf(FeedRule.Fail.class);
        assertThat(decide(0, Others.MAY_COME, own(BROKE))).isEqualTo(new FeedRule.Fail("b.bin is missing"));
    }

    @Test
    void shouldAskNodesAgainThatLackShardsNowAndThenAndBeforeFailing() {
        List<Seat> lacking = List.of(data(1, LACKS), own(LACKS));
        String nobody = "no node has the run's shards: data-1: a.bin is missing; control: b.bin is missing";
        assertThat(FeedRule.decide(lacking, -1, "", false, Others.MAY_COME, new Again(true, false)))
                .isEqualTo(new FeedRule.AskAgain(false, "waits for a data node: " + nobody));
        assertThat(FeedRule.decide(lacking, -1, "", false, Others.MAY_COME, new Again(false, true)))
                .as("not before it is due")
                .isInstanceOf(FeedRule.Wait.class);
        assertThat(FeedRule.decide(lacking, -1, "", false, Others.NONE, new Again(false, true)))
                .isEqualTo(new FeedRule.AskAgain(true, nobody));
        assertThat(FeedRule.decide(lacking, -1, "", false, Others.NONE, new Again(true, false)))
                .as("once is enough")
                .isInstanceOf(FeedRule.Fail.class);
        assertThat(FeedRule.decide(
                        List.of(data(1, ASKED), own(LACKS)), -1, "", false, Others.NONE, new Again(true, true)))
                .as("not while one is asked")
                .isInstanceOf(FeedRule.Wait.class);
        assertThat(FeedRule.decide(List.of(own(BROKE)), 0, "", false, Others.NONE, new Again(true, true)))
                .as("what was there and failed")
                .isInstanceOf(FeedRule.Fail.class);
        assertThat(FeedRule.decide(
                        List.of(data(1, HAS), data(2, LACKS)), 0, "", false, Others.NONE, new Again(true, true)))
                .isInstanceOf(FeedRule.Keep.class);
    }

    @Test
    void shouldHearAllNodesBeforeARunBegins() {
        List<Seat> seats = List.of(data(1, HAS), data(2, ASKED), own(UNASKED));
        assertThat(FeedRule.decide(seats, -1, "", true, Others.MAY_COME, NOT_AGAIN))
                .isEqualTo(new FeedRule.Wait("waits until data-2 has read the run's shards"));
        assertThat(FeedRule.decide(seats, -1, "", false, Others.MAY_COME, NOT_AGAIN))
                .isInstanceOf(FeedRule.Take.class);
    }
}
