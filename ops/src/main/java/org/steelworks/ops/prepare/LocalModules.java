package org.steelworks.ops.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;

/**
 * A class loader that hides the settings of Pekko's modules for clusters from an actor system without one. An actor system reads
 * the {@code reference.conf} of every module on the class path and builds every serializer named there, which is a good part of a
 * short cleaning. Classes are its parent's.
 */
final class LocalModules extends ClassLoader {
    private static final String SETTINGS = "reference.conf";
    private static final List<Class<?>> MODULES =
            List.of(org.apache.pekko.actor.ActorSystem.class, ActorSystem.class, Materializer.class);

    private final List<URL> settings;

    private LocalModules(ClassLoader parent, List<URL> settings) {
        super(parent);
        this.settings = settings;
    }

    /** The class loader for actors and streams, or {@code parent} itself where it keeps its modules in other places than jars. */
    static ClassLoader of(ClassLoader parent) {
        List<URL> settings = MODULES.stream().flatMap(LocalModules::settingsOf).toList();
        return settings.size() == MODULES.size() ? new LocalModules(parent, settings) : parent;
    }

    private static Stream<URL> settingsOf(Class<?> module) {
        CodeSource source = module.getProtectionDomain().getCodeSource();
        if (source == null || !source.getLocation().getPath().endsWith(".jar")) {
            return Stream.empty();
        }
        try {
            return Stream.of(new URL("jar:" + source.getLocation() + "!/" + SETTINGS));
        } catch (MalformedURLException e) {
            throw new UncheckedIOException("a jar's own place is no address: " + source.getLocation(), e);
        }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return name.equals(SETTINGS) ? Collections.enumeration(new ArrayList<>(settings)) : super.getResources(name);
    }
}
