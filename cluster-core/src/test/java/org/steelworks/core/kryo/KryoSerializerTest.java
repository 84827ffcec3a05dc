package org.steelworks.core.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.esotericsoftware.kryo.io.Output;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.steelworks.core.id.WorkerId;
import org.steelworks.core.kryo.WireRefusedException.Reason;
import org.steelworks.core.leaf.LeafRange;
import org.steelworks.core.protocol.WireMessage;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.core.testkit.SeedExtension;

@InterruptAfter(60)
@ExtendWith(SeedExtension.class)
class KryoSerializerTest {
    private static final int LIMIT = 64 << 10;
    private static final int DEPTH = 24;
    private static final int FIRST_ID = 500;

    private static ActorTestKit pekko;
    private static KryoSerializer serializer;

    enum Weather {
        FINE,
        STORM {
            @Override
            boolean wet() {
                return true;
            }
        };

        boolean wet() {
            return false;
        }
    }

    sealed interface Part {}

    record Leaf(WorkerId worker, LeafRange range) implements Part {}

    private record Nothing() implements Part {}

    record Parcel(String text, List<?> list, Map<?, ?> map, Set<?> set, Part part, Weather weather)
            implements WireMessage {}

    record Numbers(int[] ints, long[] longs, double[] doubles, byte[] bytes, boolean[] flags, long count)
            implements WireMessage {}

    record Ask(ActorRef<String> replyTo, Duration patience, Instant since) implements WireMessage {}

    record Small(int count, LeafRange range, String text) implements WireMessage {}

    record Stranger(int value) implements WireMessage {}

    private static final KryoVocabulary VOCABULARY = new KryoVocabulary() {
        @Override
        public int firstId() {
            return FIRST_ID;
        }

        @Override
        public List<Class<?>> classes() {
            return List.of(
                    Weather.class, Leaf.class, Nothing.class, Parcel.class, Numbers.class, Ask.class, Small.class);
        }
    };

    @BeforeAll
    static void start() {
        pekko = ActorTestKit.create();
        KryoRegistry registry = KryoRegistry.of(List.of(new CoreVocabulary(), VOCABULARY));
        serializer = new KryoSerializer(
                registry,
                new KryoSettings(LIMIT, DEPTH),
                () -> new ActorRefSerializer(ActorRefResolver.get(pekko.system())));
    }

    @AfterAll
    static void stop() {
        pekko.shutdownTestKit();
    }

    @Test
    void shouldBindEveryWireMessageToThisSerializer() throws Exception {
        var found =
                SerializationExtension.get(Adapter.toClassic(pekko.system())).serializerFor(Stranger.class);

        assertThat(found).isInstanceOf(KryoSerializer.class);
        assertThat(found.identifier()).isEqualTo(KryoSerializer.IDENTIFIER);
    }

    @Test
    void shouldCarryCollectionsOfAnyClassByContentAndOrder() throws Exception {
        List<Object> mixed = new ArrayList<>(Arrays.asList("a", null, 3L, 2.5, Weather.STORM));
        Parcel parcel = new Parcel(
                "größer 鋼",
                List.of(mixed, Collections.unmodifiableList(mixed).subList(1, 3), List.of(), List.of(1, 2)),
                new TreeMap<>(Map.of("z", List.of(1), "b", Map.of(), "m", 4)),
                Collections.synchronizedSet(new java.util.LinkedHashSet<>(List.of(9, 4, 7))),
                new Leaf(new WorkerId("node-1", 3), new LeafRange(16, 40)),
                Weather.FINE);

        Parcel read = (Parcel) roundTrip(parcel);

        assertThat(read).isEqualTo(parcel);
        assertThat(List.copyOf(read.map().keySet())).isEqualTo(List.of("b", "m", "z"));
        assertThat(List.copyOf(read.set())).isEqualTo(List.of(9, 4, 7));
        assertThatThrownBy(() -> read.list().remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void shouldCarryArraysAndRecordsWithoutComponents() throws Exception {
        Numbers numbers = new Numbers(
                new int[] {1, -2, Integer.MIN_VALUE},
                new long[] {Long.MAX_VALUE, 0},
                new double[] {Double.NaN, -0.0, 1e300},
                new byte[] {1, 2},
                new boolean[] {true, false},
                -5);

        Numbers read = (Numbers) roundTrip(numbers);
        assertThat(read.ints()).isEqualTo(numbers.ints());
        assertThat(read.longs()).isEqualTo(numbers.longs());
        assertThat(read.doubles()).isEqualTo(numbers.doubles());
        assertThat(read.bytes()).isEqualTo(numbers.bytes());
        assertThat(read.flags()).isEqualTo(numbers.flags());
        assertThat(read.count()).isEqualTo(-5);
        assertThat(roundTrip(new Parcel(null, null, null, null, new Nothing(), null)))
                .isEqualTo(new Parcel(null, null, null, null, new Nothing(), null));
    }

    @Test
    void shouldResolveActorReferences() throws Exception {
        ActorRef<String> probe = pekko.<String>createTestProbe().getRef();

        Ask read = (Ask) roundTrip(new Ask(probe, Duration.ofMillis(7), Instant.ofEpochSecond(5, 6)));

        assertThat(read).isEqualTo(new Ask(probe, Duration.ofMillis(7), Instant.ofEpochSecond(5, 6)));
    }

    @Test
    void shouldKeepItsBytes() throws Exception {
        // Class id 506 + 2 as a variable-length integer; then the components by name: count 3 and the range's 16 and 40
        // in zigzag, a 1 for "not null" before the range, and text whose last byte has its high bit set.
        String bytes = "fc03" + "06" + "01" + "20" + "50" + "61e2";

        assertThat(HexFormat.of().formatHex(serializer.toBinary(new Small(3, new LeafRange(16, 40), "ab"))))
                .isEqualTo(bytes);
        assertThat(serializer.fromBinary(HexFormat.of().parseHex(bytes), "k1"))
                .isEqualTo(new Small(3, new LeafRange(16, 40), "ab"));
    }

    @Test
    void shouldRefuseAnUnregisteredClassWhenWriting() {
        assertThatThrownBy(() -> serializer.toBinary(new Stranger(1)))
                .isInstanceOf(WireRefusedException.class)
                .hasMessageContaining("UNKNOWN_CLASS")
                .hasMessageContaining(Stranger.class.getName());
    }

    @Test
    void shouldRefuseWhatIsTooLargeOrTooDeepWhenWriting() {
        List<Object> nested = List.of();
        for (int i = 0; i < DEPTH + 5; i++) {
            nested = List.of(nested);
        }
        Parcel deep = new Parcel("", nested, null, null, null, null);
        Parcel large = new Parcel("x".repeat(LIMIT), null, null, null, null, null);

        assertThat(refusedWriting(deep)).isEqualTo(Reason.TOO_DEEP);
        assertThat(refusedWriting(large)).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void shouldRefuseAnotherManifestAndTooManyBytes() {
        byte[] sound = serializer.toBinary(new Numbers(null, null, null, null, null, 0));

        assertThat(refused(sound, "k2")).isEqualTo(Reason.UNKNOWN_MANIFEST);
        assertThat(refused(new byte[LIMIT + 1], KryoSerializer.MANIFEST)).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void shouldRefuseUnknownIdsAndClassesByName() {
        Output unknown = new Output(64);
        unknown.writeVarInt(9_999 + 2, true);
        Output named = new Output(64);
        named.writeVarInt(1, true);
        named.writeVarInt(0, true);
        named.writeString("javax.swing.JFrame");

        assertThat(refused(unknown.toBytes())).isEqualTo(Reason.UNKNOWN_CLASS);
        assertThat(refused(named.toBytes())).isEqualTo(Reason.UNKNOWN_CLASS);
    }

    @Test
    void shouldRefuseAValueThatIsNoMessage() {
        assertThat(refused(serializer.toBinary("just text"))).isEqualTo(Reason.NOT_A_MESSAGE);
        assertThat(refused(serializer.toBinary(List.of(1)))).isEqualTo(Reason.NOT_A_MESSAGE);
        assertThat(refused(new byte[] {0})).isEqualTo(Reason.NOT_A_MESSAGE);
    }

    @Test
    void shouldRefuseEveryPrefixAndEverySuffix() {
        byte[] sound = serializer.toBinary(
                new Parcel("text 鋼", List.of(1, "b"), Map.of("k", 2.5), Set.of(3L), new Nothing(), Weather.STORM));

        for (int length = 0; length < sound.length; length++) {
            assertThat(refused(Arrays.copyOf(sound, length))).isNotNull();
        }
        assertThat(refused(Arrays.copyOf(sound, sound.length + 1))).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void shouldRefuseLyingLengthsBeforeTakingMemory() {
        int claimed = 400_000_000;
        for (int id : new int[] {16, 17, 18, 20, 21, 22, 23, 24, 25}) {
            Output lying = new Output(64);
            lying.writeVarInt(id + 2, true);
            lying.writeVarInt(claimed, true);
            assertThat(allocatedBy(() -> refused(lying.toBytes()))).isLessThan(1L << 20);
            assertThat(refused(lying.toBytes())).isEqualTo(Reason.MALFORMED);
        }
        Output text = new Output(64);
        text.writeVarInt(1 + 2, true);
        text.writeVarIntFlag(true, claimed, true);
        assertThat(allocatedBy(() -> refused(text.toBytes()))).isLessThan(1L << 20);
        assertThat(refused(text.toBytes())).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void shouldRefuseDeepInputWithoutExhaustingTheStack() {
        Output nested = new Output(LIMIT, LIMIT);
        for (int i = 0; i < 20_000; i++) {
            nested.writeVarInt(16 + 2, true);
            nested.writeVarInt(1, true);
        }
        nested.writeVarInt(0, true);

        assertThat(refused(nested.toBytes())).isEqualTo(Reason.TOO_DEEP);
    }

    @Test
    void shouldNeitherFailNorSwellOnMutatedBytes(Random random) throws Exception {
        byte[][] sound = {
            serializer.toBinary(new Parcel(
                    "text 鋼",
                    List.of(List.of(1, "b"), new int[] {1, 2}, new double[3]),
                    Map.of("k", 2.5, "l", Weather.STORM),
                    Set.of(3L),
                    new Leaf(new WorkerId("node", 1), new LeafRange(1, 2)),
                    Weather.FINE)),
            serializer.toBinary(
                    new Numbers(new int[9], new long[] {1, 2}, new double[4], new byte[] {7}, new boolean[] {true}, 1)),
            serializer.toBinary(new Ask(pekko.<String>createTestProbe().getRef(), Duration.ZERO, Instant.EPOCH)),
        };
        int refused = 0;
        int rounds = 30_000;
        long allocated = allocated();
        for (int i = 0; i < rounds; i++) {
            byte[] mutated = mutate(sound[i % sound.length], random);
            try {
                serializer.fromBinary(mutated, KryoSerializer.MANIFEST);
            } catch (WireRefusedException e) {
                refused++;
            }
        }

        assertThat(refused).isGreaterThan(rounds / 2);
        // An exception with its trace takes some KiB; one believed length would take hundreds of MiB.
        assertThat((allocated() - allocated) / rounds).isLessThan(256L << 10);
    }

    private static byte[] mutate(byte[] sound, Random random) {
        byte[] mutated = Arrays.copyOf(sound, random.nextInt(4) == 0 ? random.nextInt(sound.length) : sound.length);
        for (int i = random.nextInt(6); i >= 0 && mutated.length > 0; i--) {
            int at = random.nextInt(mutated.length);
            mutated[at] =
                    random.nextBoolean() ? (byte) random.nextInt() : (byte) (mutated[at] ^ 1 << random.nextInt(8));
        }
        return mutated;
    }

    private static Object roundTrip(Object message) throws Exception {
        return serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message));
    }

    private static Reason refusedWriting(Object message) {
        Throwable thrown = catchThrowableOfType(WireRefusedException.class, () -> serializer.toBinary(message));
        return ((WireRefusedException) thrown).reason();
    }

    private static Reason refused(byte[] bytes) {
        return refused(bytes, KryoSerializer.MANIFEST);
    }

    private static Reason refused(byte[] bytes, String manifest) {
        WireRefusedException thrown =
                catchThrowableOfType(WireRefusedException.class, () -> serializer.fromBinary(bytes, manifest));
        return thrown == null ? null : thrown.reason();
    }

    private static long allocatedBy(Runnable work) {
        long before = allocated();
        work.run();
        return allocated() - before;
    }

    private static long allocated() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
