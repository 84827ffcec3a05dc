package org.steelworks.ops.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which cluster a command talks to, and as whom. */
final class ClusterOptions {
    @Option(names = "--cluster", paramLabel = "URL", description = "The cluster (default: ${DEFAULT-VALUE}).")
    private String cluster = "http://127.0.0.1:7600";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the token (default: the variable STEEL_TOKEN, else ~/.config/steel/token).")
    private Path tokenFile;

    /** A client of that cluster; nothing is asked yet. */
    ApiClient client() throws IOException {
        URI uri;
        try {
            uri = URI.create(cluster.endsWith("/") ? cluster.substring(0, cluster.length() - 1) : cluster);
        } catch (IllegalArgumentException e) {
            throw wrong(e);
        }
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getQuery() != null) {
            throw wrong(null);
        }
        return new ApiClient(uri, UserToken.find(tokenFile));
    }

    private CommandFailure wrong(Throwable cause) {
        return new CommandFailure(
                CommandFailure.USAGE,
                "--cluster '" + cluster + "' is no address: give one such as http://127.0.0.1:7600",
                cause);
    }
}
