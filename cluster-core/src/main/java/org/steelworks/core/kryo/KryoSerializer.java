package org.steelworks.core.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.Output;
import java.util.function.Supplier;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.steelworks.core.kryo.WireRefusedException.Reason;
import org.steelworks.core.protocol.WireMessage;

/**
 * Pekko's serializer of every {@link WireMessage}. Input is not trusted: an unknown class or id, a length beyond the
 * bytes that arrived, too many bytes or too deep a nesting is a {@link WireRefusedException} before memory is taken
 * for it. Any thread.
 */
public final class KryoSerializer extends SerializerWithStringManifest {
    /** Serializer id in Pekko's envelopes: fixed for ever. */
    public static final int IDENTIFIER = 21_321;

    /** Changes when bytes of equal messages change; registering another class does not. */
    static final String MANIFEST = "k1";

    private static final int KEPT_BUFFER_BYTES = 64 << 10;
    private static final String TOO_DEEP = "Max depth exceeded";

    private final KryoSettings settings;
    private final ThreadLocal<Tools> tools;

    /** Called by Pekko, by this signature. */
    public KryoSerializer(ExtendedActorSystem system) {
        this(
                KryoRegistry.standard(),
                KryoSettings.from(system.settings().config()),
                // Later than now: the typed extension cannot be asked while the system is still being built.
                () -> new ActorRefSerializer(ActorRefResolver.get(Adapter.toTyped(system))));
    }

    KryoSerializer(KryoRegistry registry, KryoSettings settings, Supplier<Serializer<ActorRef<?>>> actorRefs) {
        this.settings = settings;
        this.tools = ThreadLocal.withInitial(
                () -> new Tools(new WireKryo(registry, settings.maxDepth(), actorRefs.get()), settings));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return MANIFEST;
    }

    @Override
    public byte[] toBinary(Object message) {
        Tools mine = tools.get();
        try {
            Output output = mine.freshOutput();
            mine.kryo.writeClassAndObject(output, message);
            return output.toBytes();
        } catch (Exception e) {
            throw sneaky(refusal("writing " + message.getClass().getName(), e));
        } finally {
            mine.kryo.reset();
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws WireRefusedException {
        if (!manifest.equals(MANIFEST)) {
            throw new WireRefusedException(
                    Reason.UNKNOWN_MANIFEST, "'" + manifest + "', this process reads '" + MANIFEST + "'", null);
        }
        if (bytes.length > settings.maxMessageBytes()) {
            throw new WireRefusedException(
                    Reason.TOO_LARGE,
                    bytes.length + " bytes, steel.wire.max-message-bytes is " + settings.maxMessageBytes(),
                    null);
        }
        return read(bytes);
    }

    private Object read(byte[] bytes) throws WireRefusedException {
        Kryo kryo = tools.get().kryo;
        BoundedInput input = new BoundedInput(bytes);
        Object message;
        try {
            message = kryo.readClassAndObject(input);
        } catch (Exception e) {
            throw refusal("reading " + bytes.length + " bytes", e);
        } finally {
            kryo.reset();
        }
        if (!(message instanceof WireMessage)) {
            String found = message == null ? "null" : message.getClass().getName();
            throw new WireRefusedException(Reason.NOT_A_MESSAGE, found, null);
        }
        if (input.remaining() > 0) {
            throw new WireRefusedException(Reason.MALFORMED, input.remaining() + " bytes follow the message", null);
        }
        return message;
    }

    private WireRefusedException refusal(String doing, Exception failure) {
        Throwable cause = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            cause = at;
        }
        return new WireRefusedException(reason(failure), doing + ": " + cause.getMessage(), failure);
    }

    private static Reason reason(Exception failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UnknownWireClass) {
                return Reason.UNKNOWN_CLASS;
            }
            if (at instanceof KryoBufferOverflowException) {
                return Reason.TOO_LARGE;
            }
            if (at instanceof KryoException && String.valueOf(at.getMessage()).startsWith(TOO_DEEP)) {
                return Reason.TOO_DEEP;
            }
        }
        return Reason.MALFORMED;
    }

    /** Pekko's method declares no checked exception, yet expects this one. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> RuntimeException sneaky(Exception refusal) throws E {
        throw (E) refusal;
    }

    /** What one thread keeps. */
    private static final class Tools {
        private final WireKryo kryo;
        private final KryoSettings settings;
        private Output output;

        Tools(WireKryo kryo, KryoSettings settings) {
            this.kryo = kryo;
            this.settings = settings;
            this.output = newOutput();
        }

        Output freshOutput() {
            if (output.getBuffer().length > KEPT_BUFFER_BYTES) {
                output = newOutput();
            }
            output.reset();
            return output;
        }

        private Output newOutput() {
            return new Output(Math.min(1024, settings.maxMessageBytes()), settings.maxMessageBytes());
        }
    }
}
