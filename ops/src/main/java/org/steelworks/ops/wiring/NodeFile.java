package org.steelworks.ops.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.steelworks.core.node.NodeSettings;
import org.steelworks.core.recipe.NearestName;

/**
 * The settings of one node of a cluster, in a file over the {@code reference.conf} of the modules. Strict: a key that is
 * not there, a value of another type, and what this version cannot do are refused with line, key and what to do.
 */
public final class NodeFile {
    private static final String DIR = "steel.node.dir";
    private static final List<String> NEEDED = List.of("steel.node.name", DIR, "steel.node.roles");

    private final Config own;
    private final Config all;
    private final NodeSettings settings;

    private NodeFile(Config own, Config all, NodeSettings settings) {
        this.own = own;
        this.all = all;
        this.settings = settings;
    }

    /**
     * Reads a file. A relative {@code steel.node.dir} counts from the file's folder.
     *
     * @throws IllegalArgumentException naming file, line and key
     */
    public static NodeFile read(Path file) {
        try {
            Config reference = ConfigFactory.defaultReference();
            Config given = ConfigFactory.parseFile(
                    file.toFile(),
                    ConfigParseOptions.defaults()
                            .setAllowMissing(false)
                            .setSyntax(ConfigSyntax.CONF)
                            .setOriginDescription(file.toString()));
            refuseUnknown(file, given.root(), "", known(reference));
            for (String key : NEEDED) {
                if (!given.hasPath(key)) {
                    throw new IllegalArgumentException(
                            file + ": the key " + key + " is missing; every node of a cluster sets its own");
                }
            }
            Config own = given.withValue(
                            DIR,
                            ConfigValueFactory.fromAnyRef(file.toAbsolutePath()
                                    .resolveSibling(given.getString(DIR))
                                    .normalize()
                                    .toString()))
                    .resolve();
            Config all = own.withFallback(ConfigFactory.load());
            all.checkValid(reference, "steel");
            NodeSettings settings = NodeSettings.from(all);
            refuseUnsupported(file, own, all, settings);
            return new NodeFile(own, all, settings);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Set<String> known(Config reference) {
        Set<String> known = new TreeSet<>();
        reference.getConfig("steel").entrySet().forEach(entry -> known.add("steel." + entry.getKey()));
        return known;
    }

    private static void refuseUnknown(Path file, ConfigObject object, String above, Set<String> known) {
        for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
            String key = above + ConfigUtil.quoteString(entry.getKey()).replaceAll("^\"([A-Za-z0-9-]+)\"$", "$1");
            boolean section = known.stream().anyMatch(name -> name.startsWith(key + "."));
            if (section && entry.getValue() instanceof ConfigObject inner) {
                refuseUnknown(file, inner, key + ".", known);
            } else if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        file + " line " + entry.getValue().origin().lineNumber() + ": "
                                + (section ? key + " is a section with keys of its own" : key + " is unknown")
                                + NearestName.of(key, known)
                                        .map(name -> "; did you mean " + name + "?")
                                        .orElse("; all keys are described in the reference.conf files"));
            }
        }
    }

    private static void refuseUnsupported(Path file, Config own, Config all, NodeSettings settings) {
        boolean control = settings.roles().contains("control");
        if (!control && settings.roles().contains("gpu")) {
            throw unsupported(
                    file,
                    own,
                    "steel.node.roles",
                    "the role gpu without control is not part of this version: workers are processes of a control"
                            + " node; give both roles to one node");
        }
        if (settings.roles().contains("gpu") && all.getInt("steel.cluster.control-nodes") > 1) {
            throw unsupported(
                    file,
                    own,
                    "steel.cluster.control-nodes",
                    "workers beside several control nodes are not part of this version: take one control node, or"
                            + " leave out the role gpu");
        }
        if (!control && settings.seedNodes().isEmpty()) {
            throw unsupported(
                    file,
                    own,
                    "steel.node.roles",
                    "a node without the role control joins others: name one in steel.cluster.seed-nodes");
        }
        NodeFeed.copies(all);
        if (all.getInt("steel.data.threads") < 0 || all.getInt("steel.data.threads") > 1024) {
            throw unsupported(file, own, "steel.data.threads", "it must be from 0 to 1024");
        }
        if (all.getInt("steel.worker.slots") < 0 || all.getInt("steel.worker.slots") > 1022) {
            throw unsupported(file, own, "steel.worker.slots", "it must be from 0 to 1022");
        }
        if (all.getInt("steel.worker.threads") < 1 || all.getInt("steel.worker.threads") > 1024) {
            throw unsupported(file, own, "steel.worker.threads", "it must be from 1 to 1024");
        }
    }

    private static IllegalArgumentException unsupported(Path file, Config own, String key, String why) {
        String line = own.hasPath(key) ? " line " + own.getValue(key).origin().lineNumber() : "";
        return new IllegalArgumentException(file + line + ": " + key + ": " + why);
    }

    /** Whether the node runs jobs, API and dashboard; otherwise it cleans and feeds. */
    public boolean isControl() {
        return settings.roles().contains("control");
    }

    /** Everything that the node is started from. */
    Config config() {
        return all;
    }

    /** The same for a node with the role control. */
    public LocalNode.Options options() {
        Map<String, Object> values = new HashMap<>();
        own.entrySet()
                .forEach(entry -> values.put(entry.getKey(), entry.getValue().unwrapped()));
        return new LocalNode.Options(
                settings.dir(),
                settings.roles().contains("gpu") ? all.getInt("steel.worker.slots") : 0,
                all.getInt("steel.worker.threads"),
                all.getInt("steel.http.port"),
                values);
    }

    /** Name, roles and address for people. */
    public String described() {
        return settings.name() + " " + new TreeSet<>(settings.roles()) + " at " + settings.host()
                + (settings.port() == 0 ? ", a free port" : ":" + settings.port())
                + (settings.seedNodes().isEmpty() ? "" : ", joins " + String.join(", ", settings.seedNodes()));
    }
}
