package org.steelworks.core.kryo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * Which class has which id on the wire. Ids below {@link #FIRST_ID} belong to Kryo's primitives and to the JDK types
 * that {@link WireKryo} knows. Immutable; two processes understand each other when their entries agree.
 */
public final class KryoRegistry {
    /** First id of our own classes. */
    public static final int FIRST_ID = 64;

    private static final int LAST_ID = 100_000;

    private final List<Entry> entries;

    private KryoRegistry(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * One class of the wire.
     *
     * @param id fixed for ever
     * @param type a record or an enum
     */
    public record Entry(int id, Class<?> type) {}

    /** The classes of every vocabulary on the class path. */
    public static KryoRegistry standard() {
        List<KryoVocabulary> vocabularies = new ArrayList<>();
        ServiceLoader.load(KryoVocabulary.class, KryoRegistry.class.getClassLoader())
                .forEach(vocabularies::add);
        return of(vocabularies);
    }

    /**
     * The classes of {@code vocabularies}.
     *
     * @throws IllegalArgumentException if an id or a class appears twice, or a class is neither record nor enum
     */
    public static KryoRegistry of(List<? extends KryoVocabulary> vocabularies) {
        List<Entry> entries = new ArrayList<>();
        for (KryoVocabulary vocabulary : vocabularies) {
            int id = vocabulary.firstId();
            for (Class<?> type : vocabulary.classes()) {
                entries.add(new Entry(id++, type));
            }
        }
        entries.sort(Comparator.comparingInt(Entry::id));
        check(entries);
        return new KryoRegistry(entries);
    }

    /** In order of id. */
    public List<Entry> entries() {
        return entries;
    }

    private static void check(List<Entry> entries) {
        Map<Integer, Class<?>> byId = new HashMap<>();
        Map<Class<?>, Integer> byType = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.id() < FIRST_ID || entry.id() > LAST_ID) {
                throw new IllegalArgumentException(entry.type().getName() + " has wire id " + entry.id()
                        + "; ids go from " + FIRST_ID + " to " + LAST_ID);
            }
            if (!entry.type().isRecord() && !entry.type().isEnum()) {
                throw new IllegalArgumentException(
                        entry.type().getName() + " cannot go over the wire: make it a record or an enum");
            }
            Class<?> other = byId.put(entry.id(), entry.type());
            if (other != null) {
                throw new IllegalArgumentException("wire id " + entry.id() + " is taken by " + other.getName()
                        + " and by " + entry.type().getName() + ": give one vocabulary another first id");
            }
            Integer otherId = byType.put(entry.type(), entry.id());
            if (otherId != null) {
                throw new IllegalArgumentException(
                        entry.type().getName() + " has two wire ids, " + otherId + " and " + entry.id());
            }
        }
    }
}
