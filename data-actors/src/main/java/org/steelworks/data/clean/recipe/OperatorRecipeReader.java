package org.steelworks.data.clean.recipe;

import static java.util.Map.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.steelworks.data.clean.Operator;
import org.steelworks.data.clean.OperatorRecipe;

/**
 * Reads Data-Juicer recipes strictly: an operator, parameter or key that is not known, a value of the wrong kind, or a
 * key given twice with different values is refused with its line and the nearest known name.
 */
public final class OperatorRecipeReader {
    private static final String PROCESS = "process";
    private static final String TEXT_KEYS = "text_keys";
    private static final List<String> BUNDLED = List.of(
            "steel-text",
            "steel-text-perplexity",
            "steel-text-corrected",
            "steel-code",
            "quickstart-text",
            "quickstart-code");

    /**
     * Keys beside {@code process} that published recipes have. They say where data lies and how Data-Juicer runs, which
     * is decided elsewhere here; so they are checked and otherwise unused.
     */
    private static final Map<String, ValueKind> SETTINGS = Map.ofEntries(
            entry("project_name", ValueKind.TEXT),
            entry("dataset_path", ValueKind.TEXT),
            entry("export_path", ValueKind.TEXT),
            entry("export_shard_size", ValueKind.WHOLE),
            entry("export_in_parallel", ValueKind.BOOLEAN),
            entry("np", ValueKind.WHOLE),
            entry(TEXT_KEYS, ValueKind.TEXTS),
            entry("suffixes", ValueKind.TEXTS),
            entry("use_cache", ValueKind.BOOLEAN),
            entry("ds_cache_dir", ValueKind.TEXT_OR_NOTHING),
            entry("use_checkpoint", ValueKind.BOOLEAN),
            entry("temp_dir", ValueKind.TEXT_OR_NOTHING),
            entry("open_tracer", ValueKind.BOOLEAN),
            entry("op_list_to_trace", ValueKind.TEXTS),
            entry("trace_num", ValueKind.WHOLE),
            entry("op_fusion", ValueKind.BOOLEAN),
            entry("cache_compress", ValueKind.TEXT_OR_NOTHING),
            entry("save_stats_in_one_file", ValueKind.BOOLEAN));

    private final OperatorRegistry registry;

    public OperatorRecipeReader(OperatorRegistry registry) {
        this.registry = registry;
    }

    /**
     * A recipe and what its file said beside it.
     *
     * @param unusedKeys the keys that were checked but have no effect, in the order of the file
     * @param digest of the text and of the models' content: work done under another one is not reused
     */
    public record RecipeFile(OperatorRecipe recipe, List<String> unusedKeys, String digest) {
        public RecipeFile {
            unusedKeys = List.copyOf(unusedKeys);
        }
    }

    /** Names of the recipes that come with the program. */
    public static List<String> bundledNames() {
        return BUNDLED;
    }

    /** The operators of a recipe that comes with the program; as {@link #bundledFile}. */
    public OperatorRecipe bundled(String name) {
        return bundledFile(name).recipe();
    }

    /** @param name one of {@link #bundledNames}; paths in it count from the working folder */
    public RecipeFile bundledFile(String name) {
        if (!BUNDLED.contains(name)) {
            throw new IllegalArgumentException("no recipe is called \"" + name + "\"; nearest is "
                    + NearestName.of(name, BUNDLED) + ", all are " + String.join(", ", BUNDLED));
        }
        String file = name + ".yaml";
        return read(file, TextTables.text("/recipes/" + file));
    }

    /**
     * @param file path for messages; its last part without {@code .yaml} or {@code .yml} names the recipe, and paths in
     *     the recipe count from its folder
     * @param yaml the file's content
     * @throws OperatorRecipeException if the recipe cannot be used as it stands
     */
    public RecipeFile read(String file, String yaml) {
        YamlNode root = YamlTree.parse(file, yaml);
        if (!(root instanceof YamlNode.Mapping mapping)) {
            throw new OperatorRecipeException(
                    file, root.line(), "expected keys such as \"process:\", found " + root.described());
        }
        Map<String, YamlNode> keys = withoutRepeats(file, mapping);
        List<String> unused = new ArrayList<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            if (!entry.key().equals(PROCESS) && !unused.contains(entry.key())) {
                checkSetting(file, entry);
                unused.add(entry.key());
            }
        }
        YamlNode process = keys.get(PROCESS);
        if (process == null) {
            throw new OperatorRecipeException(file, 0, "key \"process\" is missing; it lists the operators in order");
        }
        ModelStamps stamps = new ModelStamps();
        List<Operator> operators = operators(file, process, stamps);
        try {
            List<ReadModel> models = stamps.read();
            return new RecipeFile(
                    new OperatorRecipe(recipeName(file), operators, List.copyOf(models)),
                    unused,
                    RecipeDigest.of(yaml, models));
        } catch (IllegalArgumentException | IOException e) {
            throw new OperatorRecipeException(file, process.line(), e.getMessage());
        }
    }

    private static String recipeName(String file) {
        return file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
                .replaceFirst("\\.ya?ml$", "");
    }

    private static Map<String, YamlNode> withoutRepeats(String file, YamlNode.Mapping mapping) {
        Map<String, YamlNode> values = new HashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            YamlNode earlier = values.put(entry.key(), entry.value());
            // A published recipe repeats text_keys with the same value; that is harmless.
            if (earlier != null && !YamlNode.sameContent(earlier, entry.value())) {
                throw new OperatorRecipeException(
                        file,
                        entry.line(),
                        "key \"" + entry.key() + "\" was given on line " + earlier.line()
                                + " with another value; keep one of them");
            }
        }
        return values;
    }

    private static void checkSetting(String file, YamlNode.Entry entry) {
        ValueKind kind = SETTINGS.get(entry.key());
        if (kind == null) {
            TreeSet<String> known = new TreeSet<>(SETTINGS.keySet());
            known.add(PROCESS);
            throw unknown(file, entry, "key", known);
        }
        checkKind(file, entry, kind);
        if (entry.key().equals(TEXT_KEYS) && !isTextKey(entry.value())) {
            throw new OperatorRecipeException(
                    file,
                    entry.line(),
                    "text_keys is not \"text\"; documents have one text here, so write text_keys: text");
        }
    }

    private static boolean isTextKey(YamlNode node) {
        YamlNode first =
                node instanceof YamlNode.Sequence sequence && sequence.items().size() == 1
                        ? sequence.items().get(0)
                        : node;
        return first instanceof YamlNode.Scalar scalar && "text".equals(scalar.value());
    }

    private List<Operator> operators(String file, YamlNode process, ModelStamps models) {
        if (!(process instanceof YamlNode.Sequence list)) {
            throw new OperatorRecipeException(
                    file, process.line(), "process must be a list of operators, found " + process.described());
        }
        if (list.items().isEmpty()) {
            throw new OperatorRecipeException(file, list.line(), "process lists no operator; name at least one");
        }
        List<Operator> operators = new ArrayList<>();
        for (YamlNode item : list.items()) {
            operators.add(operator(file, item, models));
        }
        return operators;
    }

    private Operator operator(String file, YamlNode item, ModelStamps models) {
        if (!(item instanceof YamlNode.Mapping mapping) || mapping.entries().size() != 1) {
            String found = item instanceof YamlNode.Mapping several
                    ? several.entries().size() + " keys; indent parameters deeper than the operator"
                    : item.described();
            throw new OperatorRecipeException(
                    file, item.line(), "expected one operator such as \"- clean_email_mapper:\", found " + found);
        }
        YamlNode.Entry named = mapping.entries().get(0);
        OperatorEntry known =
                registry.find(named.key()).orElseThrow(() -> unknown(file, named, "operator", registry.names()));
        try {
            return known.create(arguments(file, known, named.value()), folder(file), models::take);
        } catch (IllegalArgumentException e) {
            throw new OperatorRecipeException(file, named.line(), named.key() + ": " + e.getMessage());
        }
    }

    private static Path folder(String file) {
        Path parent = Path.of(file).toAbsolutePath().normalize().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static Map<String, Object> arguments(String file, OperatorEntry operator, YamlNode node) {
        Map<String, Object> given = new HashMap<>();
        if (node instanceof YamlNode.Scalar scalar && scalar.value() == null) {
            return given;
        }
        if (!(node instanceof YamlNode.Mapping mapping)) {
            throw new OperatorRecipeException(
                    file, node.line(), operator.name() + " takes parameters as keys, found " + node.described());
        }
        withoutRepeats(file, mapping);
        for (YamlNode.Entry entry : mapping.entries()) {
            OperatorParameter parameter = operator.parameters().stream()
                    .filter(p -> p.name().equals(entry.key()))
                    .findFirst()
                    .orElseThrow(() -> unknownParameter(file, operator, entry));
            checkKind(file, entry, parameter.kind());
            given.put(entry.key(), value(entry.value()));
        }
        return given;
    }

    private static Object value(YamlNode node) {
        return node instanceof YamlNode.Sequence sequence
                ? sequence.items().stream()
                        .map(item -> (String) ((YamlNode.Scalar) item).value())
                        .toList()
                : ((YamlNode.Scalar) node).value();
    }

    private static void checkKind(String file, YamlNode.Entry entry, ValueKind kind) {
        if (!kind.accepts(entry.value())) {
            throw new OperatorRecipeException(
                    file,
                    entry.line(),
                    entry.key() + " must be " + kind.expected() + ", found "
                            + entry.value().described());
        }
    }

    private static OperatorRecipeException unknownParameter(String file, OperatorEntry operator, YamlNode.Entry entry) {
        List<String> names =
                operator.parameters().stream().map(OperatorParameter::name).toList();
        if (names.isEmpty()) {
            return new OperatorRecipeException(
                    file, entry.line(), operator.name() + " has no parameters; remove \"" + entry.key() + "\"");
        }
        return unknown(file, entry, "parameter of " + operator.name(), names);
    }

    private static OperatorRecipeException unknown(
            String file, YamlNode.Entry entry, String what, Collection<String> known) {
        return new OperatorRecipeException(
                file,
                entry.line(),
                "unknown " + what + " \"" + entry.key() + "\"; nearest known is \"" + NearestName.of(entry.key(), known)
                        + "\", all known are " + String.join(", ", known));
    }
}
