package org.steelworks.ops.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedTableTest {
    @Test
    void shouldDropTheOldestFinishedValueFirstAndTheOldestOfAllElse() {
        BoundedTable<String> table = new BoundedTable<>(3, value -> value.startsWith("done"));
        table.put("a", "busy");
        table.put("b", "done");
        table.put("c", "busy");

        table.put("d", "busy");
        assertThat(table.inOrder()).hasSize(3);
        assertThat(table.get("b")).isNull();

        table.put("e", "done");
        assertThat(table.get("a")).isNull();
        assertThat(table.get("e")).isEqualTo("done");
        assertThat(table.dropped()).isEqualTo(2);
    }

    @Test
    void shouldSayWhetherAnythingChanged() {
        BoundedTable<String> table = new BoundedTable<>(3, value -> false);

        assertThat(table.put("a", "x")).isTrue();
        assertThat(table.put("a", "x")).isFalse();
        assertThat(table.put("a", "y")).isTrue();
        assertThat(table.remove("a")).isTrue();
        assertThat(table.remove("a")).isFalse();
    }
}
