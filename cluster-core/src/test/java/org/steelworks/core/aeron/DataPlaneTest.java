package org.steelworks.core.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.steelworks.core.aeron.Station.GENERATION;
import static org.steelworks.core.aeron.Station.RUN;
import static org.steelworks.core.aeron.Station.await;
import static org.steelworks.core.aeron.Station.bytes;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.core.aeron.DataPlaneCounters.Counter;
import org.steelworks.core.aeron.LinkFaults.Fate;
import org.steelworks.core.aeron.SendListener.Outcome;
import org.steelworks.core.frame.FrameKey;
import org.steelworks.core.frame.FrameRefusal;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.core.testkit.LossyLink;
import org.steelworks.core.testkit.SeedExtension;

@InterruptAfter(90)
@ExtendWith(SeedExtension.class)
class DataPlaneTest {
    private static final int LARGE = 10_000_000;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private AeronSettings settings;
    private MediaDriverOwner driver;

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryLargeAndSmallItemsUnchanged(boolean udp) {
        start("force-udp = " + udp);
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        Map<FrameKey, ByteBuffer> items = Map.of(
                reduced(0), bytes(LARGE, 1),
                reduced(1), bytes(0, 2),
                reduced(2), bytes(1, 3),
                FrameKey.prepared(RUN, GENERATION, 9, 0), bytes(300, 4));

        items.forEach((key, payload) -> {
            receiver.expect(key, payload.capacity());
            assertThat(sender.send(receiver, key, payload)).isEqualTo(SendResult.SENT);
        });
        await("all items", () -> items.keySet().stream().allMatch(receiver::has), sender, receiver);

        items.forEach((key, payload) -> assertThat(receiver.received(key)).isEqualTo(payload));
        assertThat(sender.outcomes()).hasSize(items.size()).containsOnly(Outcome.LOGGED);
        assertThat(receiver.plane().counters().refused()).isZero();
        assertThat(receiver.plane().counters().get(Counter.ITEMS_IN)).isEqualTo(items.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"share-memory = on", "share-memory = off", "force-udp = on"})
    void shouldCarryItemsOfSharedMemoryByTheirPlaceWhereThePeerCanReadIt(String setting) {
        start(setting);
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        ByteBuffer payload = sender.plane().memory().allocate(LARGE);
        payload.put(0, bytes(LARGE, 7), 0, LARGE);
        receiver.expect(reduced(0), LARGE);

        assertThat(sender.send(receiver, reduced(0), payload)).isEqualTo(SendResult.SENT);
        await("the item", () -> receiver.has(reduced(0)), sender, receiver);

        assertThat(receiver.received(reduced(0))).isEqualTo(payload);
        assertThat(sender.outcomes()).containsExactly(Outcome.LOGGED);
        long frames = sender.plane().counters().get(Counter.FRAMES_OUT);
        if (setting.equals("share-memory = on")) {
            assertThat(frames).isOne();
        } else {
            assertThat(frames).isGreaterThan(LARGE / 65_504);
        }
    }

    @Test
    void shouldMissAnItemWhoseMemoryIsToBeOverwrittenAndTakeItOnceItIsSentAgain() {
        start();
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        ByteBuffer payload = sender.plane().memory().allocate(LARGE);
        receiver.expect(reduced(0), LARGE);
        receiver.expect(reduced(1), LARGE);
        assertThat(sender.send(receiver, reduced(0), payload)).isEqualTo(SendResult.SENT);

        sender.plane().memory().renew(payload);
        payload.put(0, bytes(LARGE, 8), 0, LARGE);
        assertThat(sender.send(receiver, reduced(1), payload)).isEqualTo(SendResult.SENT);
        await("the second item", () -> receiver.has(reduced(1)), sender, receiver);

        assertThat(receiver.has(reduced(0))).isFalse();
        assertThat(receiver.abandoned()).containsExactly(reduced(0));
        assertThat(receiver.plane().counters().refused(FrameRefusal.MOVED)).isOne();
        assertThat(receiver.received(reduced(1))).isEqualTo(payload);
        receiver.askAgain(sender);
        await("the request", () -> !sender.requests().isEmpty(), sender, receiver);
        sender.repair(receiver);
        await("the first item", () -> receiver.has(reduced(0)), sender, receiver);
        assertThat(receiver.received(reduced(0))).isEqualTo(payload);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRepairWhatTheLinkLosesRepeatsDelaysAndCorrupts(boolean udp, Random random) {
        start("force-udp = " + udp);
        LossyLink link = new LossyLink(
                random,
                Map.of(Fate.DROP, 0.05, Fate.DUPLICATE, 0.05, Fate.DELAY, 0.05, Fate.CORRUPT, 0.05),
                TimeUnit.MILLISECONDS.toNanos(2));
        Station sender = station("a", 1, link);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        ByteBuffer payload = bytes(LARGE, 5);
        int items = 3;

        for (int i = 0; i < items; i++) {
            receiver.expect(reduced(i), LARGE);
            assertThat(sender.send(receiver, reduced(i), payload)).isEqualTo(SendResult.SENT);
        }
        long[] nextAskNs = {System.nanoTime()};
        await(
                "repair",
                () -> {
                    if (System.nanoTime() - nextAskNs[0] > 0 && sender.plane().queued(receiver.name()) == 0) {
                        receiver.askAgain(sender);
                        nextAskNs[0] = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
                    }
                    sender.repair(receiver);
                    return receiver.has(reduced(0)) && receiver.has(reduced(1)) && receiver.has(reduced(2));
                },
                sender,
                receiver);

        for (int i = 0; i < items; i++) {
            assertThat(receiver.received(reduced(i))).isEqualTo(payload);
        }
        DataPlaneCounters counters = receiver.plane().counters();
        assertThat(counters.refused(FrameRefusal.CHECKSUM)).isPositive().isLessThanOrEqualTo(link.drawn(Fate.CORRUPT));
        assertThat(counters.get(Counter.DUPLICATE_FRAMES)).isPositive();
        assertThat(sender.plane().counters().get(Counter.RESENT_ITEMS)).isPositive();
        assertThat(link.drawn(Fate.DROP)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldReportAndBoundWhatWaitsForAReaderThatDoesNotRead(boolean udp) {
        start("force-udp = " + udp, "queued-items = 8");
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        ByteBuffer payload = bytes(1 << 20, 6);
        int taken = 0;
        SendResult result = SendResult.SENT;

        while (result == SendResult.SENT && taken < 100) {
            receiver.expect(reduced(taken), payload.capacity());
            result = sender.send(receiver, reduced(taken), payload);
            sender.plane().doWork();
            taken += result == SendResult.SENT ? 1 : 0;
        }

        assertThat(result).isEqualTo(SendResult.BACK_PRESSURED);
        assertThat(sender.plane().queued(receiver.name())).isEqualTo(8);
        assertThat(sender.plane().counters().get(Counter.BACK_PRESSURED)).isEqualTo(1);
        FrameKey small = FrameKey.prepared(RUN, GENERATION, 9, 0);
        receiver.expect(small, 10);
        assertThat(sender.send(receiver, small, bytes(10, 7))).isEqualTo(SendResult.SENT);
        int items = taken;
        await("the backlog", () -> receiver.plane().counters().get(Counter.ITEMS_IN) == items + 1, sender, receiver);
        assertThat(receiver.received(reduced(items - 1))).isEqualTo(payload);
    }

    @Test
    void shouldDropAndCountOtherRunsEndedGenerationsAndUnwantedItems() {
        start();
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        FrameKey otherRun = FrameKey.reduced(RUN + 1, GENERATION, 9, 0, 0);
        FrameKey old = FrameKey.reduced(RUN, GENERATION - 1, 9, 0, 0);
        receiver.expect(otherRun, 10);
        receiver.expect(old, 10);
        receiver.expect(reduced(2), 11);
        receiver.expect(reduced(3), 10);

        for (FrameKey key : List.of(otherRun, old, reduced(1), reduced(2), reduced(3))) {
            sender.send(receiver, key, bytes(10, 8));
        }
        await("the wanted item", () -> receiver.has(reduced(3)), sender, receiver);

        DataPlaneCounters counters = receiver.plane().counters();
        assertThat(counters.refused(FrameRefusal.OTHER_RUN)).isEqualTo(1);
        assertThat(counters.refused(FrameRefusal.STALE)).isEqualTo(1);
        assertThat(counters.refused(FrameRefusal.UNWANTED)).isEqualTo(2);
        assertThat(counters.get(Counter.ITEMS_IN)).isEqualTo(1);
    }

    @Test
    void shouldDropWhatWaitsOfAnOlderGenerationAndTellItsOwner() {
        start();
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        FrameKey next = FrameKey.reduced(RUN, GENERATION + 1, 9, 0, 0);
        receiver.expect(reduced(0), LARGE);
        receiver.expect(next, 10);
        sender.send(receiver, reduced(0), bytes(LARGE, 9));
        await("its first chunks", () -> receiver.plane().counters().get(Counter.FRAMES_IN) > 0, receiver);

        sender.plane().cancelOlder(RUN, GENERATION + 1);
        receiver.plane().accept(RUN, GENERATION + 1);
        sender.send(receiver, next, bytes(10, 10));
        await("the new generation's item", () -> receiver.has(next), sender, receiver);

        assertThat(sender.outcomes()).containsExactly(Outcome.DROPPED, Outcome.LOGGED);
        assertThat(receiver.abandoned()).containsExactly(reduced(0));
        assertThat(receiver.has(reduced(0))).isFalse();
    }

    @Test
    void shouldRefuseAndCountGarbage(Random random) throws Exception {
        start("force-udp = on");
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        String[] address = receiver.plane().endpoint().udp().split(":");
        long before = driver.invalidPackets();

        try (DatagramSocket socket = new DatagramSocket()) {
            for (int i = 0; i < 200; i++) {
                byte[] junk = new byte[1 + random.nextInt(1400)];
                random.nextBytes(junk);
                socket.send(new DatagramPacket(
                        junk, junk.length, InetAddress.getByName(address[0]), Integer.parseInt(address[1])));
            }
        }
        int forged = 50;
        forge(receiver, random, forged);
        receiver.expect(reduced(0), LARGE);
        ByteBuffer payload = bytes(LARGE, 11);
        sender.send(receiver, reduced(0), payload);
        await(
                "the sound item beside garbage",
                () -> receiver.has(reduced(0))
                        && receiver.plane().counters().refused(FrameRefusal.FOREIGN) == forged
                        && driver.invalidPackets() > before,
                sender,
                receiver);

        assertThat(receiver.received(reduced(0))).isEqualTo(payload);
        assertThat(receiver.plane().counters().refused()).isEqualTo(forged);
    }

    @Test
    void shouldReachANewIncarnationOfAPeerThatStoppedWithoutAWord() {
        start("queued-items = 4");
        Station sender = station("a", 1, LinkFaults.NONE);
        Station killed = station("b", StreamPlan.inboxStream(2, 0), LinkFaults.NONE);
        Station.connect(sender, killed);
        ByteBuffer payload = bytes(1 << 20, 12);
        while (sender.send(killed, reduced(0), payload) == SendResult.SENT) {
            sender.plane().doWork();
        }

        Station restarted = station("b", StreamPlan.inboxStream(2, 1), LinkFaults.NONE);
        restarted.expect(reduced(1), payload.capacity());
        Station.connect(sender, restarted);

        assertThat(sender.outcomes()).filteredOn(end -> end == Outcome.DROPPED).hasSize(4);
        assertThat(sender.plane().queued(restarted.name())).isZero();
        assertThat(sender.send(restarted, reduced(1), payload)).isEqualTo(SendResult.SENT);
        await("the item at the new incarnation", () -> restarted.has(reduced(1)), sender, restarted);
    }

    @Test
    void shouldSayThatNobodyReadsAndOpenAgainWhenSomebodyDoes() {
        start("reopen-first = 20 ms", "reopen-last = 50 ms");
        Station sender = station("a", 1, LinkFaults.NONE);
        Station early = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, early);
        early.close();
        await("the loss of the reader", () -> !sender.plane().connected(early.name()), sender);
        assertThat(sender.send(early, reduced(0), bytes(10, 13))).isEqualTo(SendResult.NOT_CONNECTED);
        await("a new try", () -> sender.plane().counters().get(Counter.REOPENED) > 1, sender);

        Station late = station("b", 2, LinkFaults.NONE);
        late.expect(reduced(0), 10);
        await("the reader", () -> sender.plane().connected(late.name()), sender, late);
        assertThat(sender.send(late, reduced(0), bytes(10, 13))).isEqualTo(SendResult.SENT);
        await("the item", () -> late.has(reduced(0)), sender, late);
    }

    @Test
    void shouldAnswerClosedForAPeerThatIsUnknownOrDisconnected() {
        start();
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        assertThat(sender.send(receiver, reduced(0), bytes(1, 1))).isEqualTo(SendResult.CLOSED);
        Station.connect(sender, receiver);
        receiver.expect(reduced(0), 1);
        sender.send(receiver, reduced(0), bytes(1, 1));

        sender.plane().disconnect(receiver.name());

        assertThat(sender.send(receiver, reduced(1), bytes(1, 1))).isEqualTo(SendResult.CLOSED);
        await("what was in the log", () -> receiver.has(reduced(0)), sender, receiver);
    }

    @Test
    void shouldConnectAfterDisconnectingInTheMiddleOfOpening() {
        start();
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        for (int i = 0; i < 5; i++) {
            sender.plane().connect(receiver.name(), receiver.plane().endpoint());
            for (int j = 0; j < i; j++) {
                sender.plane().doWork();
            }
            sender.plane().revoke(receiver.name());
        }

        Station.connect(sender, receiver);
        receiver.expect(reduced(0), 10);
        sender.send(receiver, reduced(0), bytes(10, 15));
        await("the item", () -> receiver.has(reduced(0)), sender, receiver);
        assertThat(driver.errors()).isZero();
    }

    @Test
    void shouldGoOnWhenTheDriverRefusesOnePeersStream() {
        start("reopen-first = 10 ms", "reopen-last = 10 ms");
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        PeerId nowhere = new PeerId("nowhere");
        sender.plane().connect(nowhere, new Endpoint("machine-2", 3, "127.0.0.1:99999"));
        Station.connect(sender, receiver);

        await("refusals", () -> driver.errors() > 2, sender, receiver);

        assertThat(sender.plane().send(nowhere, reduced(0), bytes(1, 1), 0, 1, SendListener.NONE))
                .isEqualTo(SendResult.NOT_CONNECTED);
        receiver.expect(reduced(0), 10);
        sender.send(receiver, reduced(0), bytes(10, 16));
        await("the item of the other peer", () -> receiver.has(reduced(0)), sender, receiver);
    }

    @Test
    void shouldThrowOutOfDoWorkWhatTheSinkThrows() {
        start();
        Station sender = station("a", 1, LinkFaults.NONE);
        Station receiver = station("b", 2, LinkFaults.NONE);
        Station.connect(sender, receiver);
        receiver.poison(new IllegalStateException("no memory for it"));
        sender.send(receiver, reduced(0), bytes(10, 14));

        assertThatThrownBy(() -> await("the failure", () -> false, receiver)).hasMessage("no memory for it");
    }

    @Test
    void shouldFailClearlyWhenTheDriverIsGone() {
        start("driver-timeout = 1500 ms");
        Station station = station("a", 1, LinkFaults.NONE);
        driver.close();

        assertThatThrownBy(() -> await("the loss", () -> false, station))
                .isInstanceOf(DataPlaneLost.class)
                .hasMessageContaining(driver.driverFolder().toString())
                .hasMessageContaining("has been shutdown")
                .hasMessageContaining("its node starts it again");
        assertThatThrownBy(() -> station.send(station, reduced(0), bytes(1, 1))).isInstanceOf(DataPlaneLost.class);
        assertThatThrownBy(() -> station("b", 2, LinkFaults.NONE))
                .isInstanceOf(DataPlaneLost.class)
                .hasMessageContaining("is the node of this machine running?");
    }

    private void start(String... keys) {
        settings = Station.settings(folder, keys);
        driver = MediaDriverOwner.start(settings, "node-1", StreamPlan.sharedMemoryBytes(2, 0, settings));
        open.add(driver);
    }

    private Station station(String name, int stream, LinkFaults faults) {
        Station station = Station.open(name, stream, settings, driver.driverFolder(), faults);
        open.add(station);
        return station;
    }

    private static FrameKey reduced(int bucket) {
        return FrameKey.reduced(RUN, GENERATION, 9, 0, bucket);
    }

    /** Random bytes over a sound Aeron stream. */
    private void forge(Station receiver, Random random, int frames) {
        Endpoint at = receiver.plane().endpoint();
        try (Aeron client = Aeron.connect(new Aeron.Context()
                        .aeronDirectoryName(driver.driverFolder().toString()));
                ExclusivePublication forger =
                        client.addExclusivePublication("aeron:udp?endpoint=" + at.udp(), at.stream())) {
            for (int i = 0; i < frames; i++) {
                byte[] junk = new byte[80 + random.nextInt(1000)];
                random.nextBytes(junk);
                await("room for junk", () -> forger.offer(new UnsafeBuffer(junk)) > 0, receiver);
            }
        }
    }
}
