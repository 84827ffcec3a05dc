package org.steelworks.data.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnitBookTest {
    private static final int UNITS = 40;

    private static UnitBook book(int units) {
        return new UnitBook("me", IntStream.range(0, units).boxed().toList(), 2);
    }

    @Test
    void shouldGiveEachPlaceAsMuchAsItTakesAndTheLeastBusyFirst() {
        UnitBook book = book(5);
        book.open("a");
        book.open("b");

        List<UnitBook.Deal> deals = book.deal();

        assertThat(deals).extracting(UnitBook.Deal::unit).containsExactly(0, 1, 2, 3);
        assertThat(deals).extracting(UnitBook.Deal::place).containsExactly("a", "b", "a", "b");
        assertThat(deals).extracting(UnitBook.Deal::attempt).doesNotHaveDuplicates();
        assertThat(book.deal()).isEmpty();
        assertThat(book.done(deals.get(1).attempt())).hasValue(1);
        assertThat(book.deal()).extracting(UnitBook.Deal::place).containsExactly("b");
    }

    @Test
    void shouldGiveAReturnedUnitOnFirstAndCountNoFailure() {
        UnitBook book = book(4);
        book.open("a");
        List<UnitBook.Deal> first = book.deal();

        book.close("a");
        book.returned(first.get(0).attempt());
        assertThat(book.deal()).isEmpty();
        assertThat(book.isHeldUp()).isTrue();
        book.open("b");

        List<UnitBook.Deal> second = book.deal();
        assertThat(second).extracting(UnitBook.Deal::unit).containsExactly(0, 2);
        assertThat(book.failed(second.get(0).attempt())).hasValue(1);
    }

    @Test
    void shouldLetAFailedUnitRestAndCountItsFailures() {
        UnitBook book = book(1);
        book.open("a");
        for (int failures = 1; failures <= 3; failures++) {
            String attempt = book.deal().get(0).attempt();

            assertThat(book.failed(attempt)).hasValue(failures);

            assertThat(book.deal()).isEmpty();
            assertThat(book.isAllDone()).isFalse();
            book.again(0);
        }
    }

    @Test
    void shouldIgnoreWhatIsSaidOfAnAttemptThatIsNotInWork() {
        UnitBook book = book(1);
        book.open("a");
        String lost = book.deal().get(0).attempt();
        book.returned(lost);
        String now = book.deal().get(0).attempt();

        assertThat(book.done(lost)).isEmpty();
        assertThat(book.failed(lost)).isEmpty();
        assertThat(book.returned(lost)).isEmpty();
        assertThat(book.isAllDone()).isFalse();
        assertThat(book.done(now)).hasValue(0);
        assertThat(book.done(now)).isEmpty();
        assertThat(book.isAllDone()).isTrue();
    }

    static IntStream seeds() {
        Integer one = Integer.getInteger("steel.seed");
        return one == null ? IntStream.range(0, 300) : IntStream.of(one);
    }

    /** Nodes come, refuse, fail, vanish and speak up again after their units were given on, in any order. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldDoEachUnitOnceWhateverNodesDo(int seed) {
        Random random = new Random(seed);
        UnitBook book = book(UNITS);
        List<String> places = List.of("a", "b", "c", "d");
        Map<String, UnitBook.Deal> working = new HashMap<>();
        List<String> over = new ArrayList<>();
        List<Integer> resting = new ArrayList<>();
        Set<Integer> done = new HashSet<>();
        Set<String> open = new HashSet<>();
        for (int turn = 0; !book.isAllDone(); turn++) {
            assertThat(turn).as("seed %d", seed).isLessThan(100_000);
            String place = places.get(random.nextInt(places.size()));
            String attempt =
                    working.isEmpty() ? null : List.copyOf(working.keySet()).get(random.nextInt(working.size()));
            switch (random.nextInt(8)) {
                case 0 -> {
                    book.open(place);
                    open.add(place);
                }
                case 1 -> {
                    book.close(place);
                    open.remove(place);
                }
                case 2, 3 -> {
                    if (attempt != null) {
                        assertThat(book.done(attempt))
                                .hasValue(working.get(attempt).unit());
                        assertThat(done.add(working.remove(attempt).unit())).isTrue();
                        over.add(attempt);
                    }
                }
                case 4 -> {
                    if (attempt != null) {
                        resting.add(working.get(attempt).unit());
                        assertThat(book.failed(attempt)).isPresent();
                        working.remove(attempt);
                        over.add(attempt);
                    }
                }
                case 5 -> {
                    if (attempt != null) {
                        book.returned(attempt);
                        working.remove(attempt);
                        over.add(attempt);
                    }
                }
                case 6 -> {
                    if (!over.isEmpty()) {
                        String ghost = over.get(random.nextInt(over.size()));
                        assertThat(book.done(ghost)).isEmpty();
                        assertThat(book.failed(ghost)).isEmpty();
                        assertThat(book.returned(ghost)).isEmpty();
                    }
                }
                default -> {
                    if (!resting.isEmpty()) {
                        book.again(resting.remove(random.nextInt(resting.size())));
                    }
                }
            }
            for (UnitBook.Deal deal : book.deal()) {
                assertThat(open).contains(deal.place());
                assertThat(done).doesNotContain(deal.unit());
                assertThat(working.values()).extracting(UnitBook.Deal::unit).doesNotContain(deal.unit());
                assertThat(working.put(deal.attempt(), deal)).isNull();
            }
            for (String each : places) {
                assertThat(working.values().stream().filter(d -> d.place().equals(each)))
                        .hasSizeLessThanOrEqualTo(2);
            }
        }
        assertThat(done).as("seed %d", seed).hasSize(UNITS);
        assertThat(working).isEmpty();
    }
}
