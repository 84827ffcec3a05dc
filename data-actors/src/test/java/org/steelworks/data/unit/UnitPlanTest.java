package org.steelworks.data.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.steelworks.data.raw.Container;
import org.steelworks.data.raw.RawFormat;

class UnitPlanTest {
    private static InputFile file(String name, long bytes) {
        return new InputFile(0, name, Path.of(name), bytes, 0, RawFormat.JSONL, Container.LINES);
    }

    @Test
    void shouldCoverEveryByteOnceInTheOrderOfTheFiles() {
        List<Unit> units =
                UnitPlan.of(List.of(file("a.jsonl", 25), file("b.jsonl.gz", 99), file("c.jsonl", 10)), 10, false);

        assertThat(units)
                .extracting(Unit::number, u -> u.file().source(), Unit::start, Unit::end)
                .containsExactly(
                        tuple(0, "a.jsonl", 0L, 10L),
                        tuple(1, "a.jsonl", 10L, 20L),
                        tuple(2, "a.jsonl", 20L, 25L),
                        tuple(3, "b.jsonl.gz", 0L, 99L),
                        tuple(4, "c.jsonl", 0L, 10L));
    }

    @Test
    void shouldCutTablesAndLinesAlone() {
        for (Container container : Container.values()) {
            InputFile file = new InputFile(0, "a", Path.of("a"), 25, 0, RawFormat.JSONL, container);
            boolean cut = container == Container.TABLE || container == Container.LINES;
            assertThat(UnitPlan.of(List.of(file), 10, false))
                    .as(container.name())
                    .hasSize(cut ? 3 : 1);
        }
    }

    @Test
    void shouldNotCutFilesThatMustBeWhole() {
        assertThat(UnitPlan.of(List.of(file("a.jsonl", 25)), 10, true))
                .extracting(Unit::start, Unit::end)
                .containsExactly(tuple(0L, 25L));
    }
}
