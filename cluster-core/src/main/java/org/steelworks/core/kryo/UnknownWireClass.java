package org.steelworks.core.kryo;

import com.esotericsoftware.kryo.KryoException;

/** An id or a class that the registry does not know. */
final class UnknownWireClass extends KryoException {
    private static final long serialVersionUID = 1L;

    UnknownWireClass(String message) {
        super(message);
    }
}
