package org.steelworks.ops.status;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Values by key, at most {@code capacity}: beyond it the oldest finished value goes, else the oldest of all. */
final class BoundedTable<V> {
    private final int capacity;
    private final Predicate<V> finished;
    private final Map<String, V> values = new LinkedHashMap<>();
    private long dropped;

    BoundedTable(int capacity, Predicate<V> finished) {
        this.capacity = capacity;
        this.finished = finished;
    }

    /** Whether that changed anything. */
    boolean put(String key, V value) {
        V before = values.put(key, value);
        if (values.size() > capacity) {
            dropOne(key);
        }
        return !value.equals(before);
    }

    private void dropOne(String spared) {
        dropped++;
        Iterator<Map.Entry<String, V>> entries = values.entrySet().iterator();
        String oldest = null;
        while (entries.hasNext()) {
            Map.Entry<String, V> entry = entries.next();
            if (entry.getKey().equals(spared)) {
                continue;
            }
            if (finished.test(entry.getValue())) {
                entries.remove();
                return;
            }
            oldest = oldest == null ? entry.getKey() : oldest;
        }
        values.remove(oldest);
    }

    boolean remove(String key) {
        return values.remove(key) != null;
    }

    V get(String key) {
        return values.get(key);
    }

    Collection<V> inOrder() {
        return values.values();
    }

    List<V> sorted(Comparator<V> order) {
        return values.values().stream().sorted(order).toList();
    }

    long dropped() {
        return dropped;
    }
}
