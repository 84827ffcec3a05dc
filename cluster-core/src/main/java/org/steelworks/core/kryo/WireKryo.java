package org.steelworks.core.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A Kryo that knows registered classes only. Collections are written by what they are (list, set, map), not by which
 * of the JDK's many classes holds them, and actor references by their path. One thread at a time.
 */
final class WireKryo extends Kryo {
    private static final int FIRST_JDK_ID = 16;

    private static final List<Class<?>> JDK_VALUES = List.of(
            byte[].class, int[].class, long[].class, float[].class, double[].class, Duration.class, Instant.class);

    WireKryo(KryoRegistry registry, int maxDepth, Serializer<ActorRef<?>> actorRefs) {
        super(new FixedIds(), null);
        setRegistrationRequired(true);
        setReferences(false);
        setMaxDepth(maxDepth);
        int id = FIRST_JDK_ID;
        register(List.class, new CollectionSerializers.Lists(), id++);
        register(Set.class, new CollectionSerializers.Sets(), id++);
        register(Map.class, new CollectionSerializers.Maps(), id++);
        register(ActorRef.class, actorRefs, id++);
        for (Class<?> type : JDK_VALUES) {
            register(type, id++);
        }
        register(boolean[].class, new BooleanArraySerializer(), id++);
        register(BitSet.class, new BitSetWords(), id++);
        for (KryoRegistry.Entry entry : registry.entries()) {
            register(entry.type(), entry.id());
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Registration getRegistration(Class type) {
        Registration registration = getClassResolver().getRegistration(wireType(type));
        return registration != null ? registration : enumOrRefused(type);
    }

    /** A constant with a body has a class of its own; Kryo finds the enum around it, or refuses the class. */
    private Registration enumOrRefused(Class<?> type) {
        try {
            return super.getRegistration(type);
        } catch (IllegalArgumentException e) {
            throw new UnknownWireClass(e.getMessage());
        }
    }

    private static Class<?> wireType(Class<?> type) {
        if (List.class.isAssignableFrom(type)) {
            return List.class;
        }
        if (Set.class.isAssignableFrom(type)) {
            return Set.class;
        }
        if (Map.class.isAssignableFrom(type)) {
            return Map.class;
        }
        return ActorRef.class.isAssignableFrom(type) ? ActorRef.class : type;
    }

    @Override
    protected String unregisteredClassMessage(@SuppressWarnings("rawtypes") Class type) {
        return type.getName() + " has no wire id: add it to its module's KryoVocabulary";
    }
}
