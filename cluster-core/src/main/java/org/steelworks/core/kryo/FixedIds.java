package org.steelworks.core.kryo;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;

/** Reads classes by id only: a class named in the input is never looked up. */
final class FixedIds extends DefaultClassResolver {
    private static final int OFFSET = 2;

    @Override
    @SuppressWarnings("rawtypes")
    public Registration readClass(Input input) {
        int code = input.readVarInt(true);
        if (code == Kryo.NULL) {
            return null;
        }
        Registration registration = code < OFFSET ? null : getRegistration(code - OFFSET);
        if (registration == null) {
            throw new UnknownWireClass("wire id " + (code - OFFSET) + " at byte " + input.position());
        }
        return registration;
    }
}
