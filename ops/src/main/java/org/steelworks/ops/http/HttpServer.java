package org.steelworks.ops.http;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/** A bound HTTP server. */
public final class HttpServer {
    private static final Duration CLOSE_AFTER = Duration.ofSeconds(2);

    private final ServerBinding binding;
    private final boolean tls;

    private HttpServer(ServerBinding binding, boolean tls) {
        this.binding = binding;
        this.tls = tls;
    }

    /** Binds; fails with the address in the message where that is not to be had. It ends with the actor system. */
    public static CompletionStage<HttpServer> bind(ActorSystem<?> system, HttpSettings settings, Router router) {
        ServerSettings server = ServerSettings.create(system.classicSystem());
        server = server.withMaxConnections(settings.maxConnections())
                .withTimeouts(server.getTimeouts()
                        .withIdleTimeout(scala.concurrent.duration.Duration.fromNanos(
                                settings.idleTimeout().toNanos())));
        ServerBuilder builder =
                Http.get(system).newServerAt(settings.host(), settings.port()).withSettings(server);
        if (settings.tls().isPresent()) {
            builder = builder.enableHttps(
                    ConnectionContext.httpsServer(settings.tls().get()));
        }
        return builder.bind(router::handle)
                .thenApply(binding -> new HttpServer(
                        binding.addToCoordinatedShutdown(CLOSE_AFTER, system),
                        settings.tls().isPresent()));
    }

    /** Such as {@code http://127.0.0.1:7600}. */
    public String url() {
        InetSocketAddress address = binding.localAddress();
        return (tls ? "https://" : "http://") + address.getHostString() + ":" + address.getPort();
    }

    /** Stops taking connections, gives those in progress 2 s. */
    public CompletionStage<Done> close() {
        return binding.terminate(CLOSE_AFTER).thenApply(terminated -> Done.getInstance());
    }
}
