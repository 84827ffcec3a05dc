package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code steel version}. */
@Command(name = "version", description = "Print versions.", mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
    private static final String RESOURCE = "/steel-version.properties";

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /** Version of {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {"steel " + build().getProperty("version")};
        }
    }

    @Override
    public Integer call() throws IOException {
        Properties build = build();
        ObjectNode versions = JsonNodeFactory.instance.objectNode();
        versions.put("steel", build.getProperty("version"));
        versions.put("java", Runtime.version().toString());
        versions.put("libtorch", build.getProperty("pytorch"));
        versions.put("djl", build.getProperty("djl"));
        if (json) {
            spec.commandLine().getOut().println(versions.toPrettyString());
        } else {
            versions.fields().forEachRemaining(item -> spec.commandLine()
                    .getOut()
                    .println(item.getKey() + " " + item.getValue().asText()));
        }
        return 0;
    }

    static String version() throws IOException {
        return build().getProperty("version");
    }

    private static Properties build() throws IOException {
        try (InputStream in = VersionCommand.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("resource " + RESOURCE + " is missing from this build: build it again");
            }
            Properties build = new Properties();
            build.load(in);
            return build;
        }
    }
}
