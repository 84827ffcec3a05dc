package org.steelworks.core.recipe;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.steelworks.core.recipe.YamlValue.Place;
import org.steelworks.core.recipe.YamlValue.Scalar;
import org.steelworks.core.spec.ClusterSpec;
import org.steelworks.core.spec.DataSpec.ShardSource;
import org.steelworks.core.spec.PrepareSpec;

/** What a key accepts: reads a value, says what is allowed, writes a value back, describes itself as JSON Schema. */
sealed interface ValueType {
    JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Reads a value; relative paths are resolved against {@code folder}. */
    Object read(YamlValue value, Path folder) throws WrongValue;

    /** Completes the sentence "it must be …". */
    String allowed();

    /** The value as YAML that {@link #read} takes back. */
    default String write(Object value) {
        return String.valueOf(value);
    }

    ObjectNode schema();

    /** A value that its key does not take; the message completes "the value …". */
    final class WrongValue extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Place place;

        WrongValue(Place place, String message) {
            super(message);
            this.place = place;
        }

        Place place() {
            return place;
        }
    }

    private static String scalar(YamlValue value) throws WrongValue {
        if (value instanceof Scalar scalar && scalar.text() != null) {
            return scalar.text();
        }
        throw new WrongValue(value.place(), "is " + value.described());
    }

    private static String quoted(String text) {
        return JSON.textNode(text).toString();
    }

    private static ObjectNode typed(String type) {
        return JSON.objectNode().put("type", type);
    }

    /** One of a few words. */
    record Choice(List<String> words) implements ValueType {
        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            String text = scalar(value);
            if (words.contains(text)) {
                return text;
            }
            String nearest = NearestName.of(text, words)
                    .map(word -> "; did you mean " + word + "?")
                    .orElse("");
            throw new WrongValue(value.place(), "is '" + text + "'" + nearest);
        }

        @Override
        public String allowed() {
            return words.size() == 1 ? words.get(0) : "one of " + String.join(", ", words);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JSON.objectNode();
            words.forEach(schema.putArray("enum")::add);
            return schema;
        }
    }

    /** A whole number in a range. */
    record Whole(long min, long max) implements ValueType {
        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            String text = scalar(value);
            try {
                long number = Long.parseLong(text.replace("_", ""));
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new WrongValue(value.place(), "is " + value.described() + ", no whole number");
            }
            throw new WrongValue(value.place(), "is " + text);
        }

        @Override
        public String allowed() {
            if (max == Long.MAX_VALUE || max == Integer.MAX_VALUE) {
                return min == Long.MIN_VALUE ? "a whole number" : "a whole number of at least " + min;
            }
            return "a whole number from " + min + " to " + max;
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = typed("integer");
            if (min != Long.MIN_VALUE) {
                schema.put("minimum", min);
            }
            if (max != Long.MAX_VALUE) {
                schema.put("maximum", max);
            }
            return schema;
        }
    }

    /** A finite number of at least {@code min} and below {@code below}; above {@code min} where that is open. */
    record Decimal(double min, boolean minOpen, double below) implements ValueType {
        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            String text = scalar(value);
            double number;
            try {
                number = new BigDecimal(text.replace("_", "")).doubleValue();
            } catch (NumberFormatException e) {
                throw new WrongValue(value.place(), "is " + value.described() + ", no number");
            }
            boolean lowEnough = number < below && !Double.isInfinite(number);
            if (lowEnough && (minOpen ? number > min : number >= min)) {
                return number;
            }
            throw new WrongValue(value.place(), "is " + text);
        }

        @Override
        public String allowed() {
            String low = minOpen ? "above " + min : "of at least " + min;
            return "a number " + low + (below == Double.POSITIVE_INFINITY ? "" : " and below " + below);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = typed("number").put(minOpen ? "exclusiveMinimum" : "minimum", min);
            return below == Double.POSITIVE_INFINITY ? schema : schema.put("exclusiveMaximum", below);
        }
    }

    /** {@code true} or {@code false}. */
    record Switch() implements ValueType {
        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            String text = scalar(value);
            if (text.equals("true") || text.equals("false")) {
                return Boolean.valueOf(text);
            }
            throw new WrongValue(value.place(), "is '" + text + "'");
        }

        @Override
        public String allowed() {
            return "true or false";
        }

        @Override
        public ObjectNode schema() {
            return typed("boolean");
        }
    }

    /** A path, maybe null; {@code words} are taken as they are. */
    record PathText(boolean nullable, List<String> words) implements ValueType {
        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            if (nullable && value instanceof Scalar scalar && scalar.text() == null) {
                return null;
            }
            String text = scalar(value);
            return words.contains(text) ? text : resolve(text, value.place(), folder);
        }

        static String resolve(String text, Place place, Path folder) throws WrongValue {
            if (text.isBlank() || text.indexOf('\0') >= 0) {
                throw new WrongValue(place, "is no path");
            }
            return folder.resolve(text).toAbsolutePath().normalize().toString();
        }

        @Override
        public String allowed() {
            String named = words.isEmpty() ? "" : String.join(", ", words) + " or ";
            return named + "a path" + (nullable ? " or null" : "");
        }

        @Override
        public String write(Object value) {
            return value == null ? "null" : quoted((String) value);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JSON.objectNode();
            if (nullable) {
                schema.putArray("type").add("string").add("null");
            } else {
                schema.put("type", "string");
            }
            return schema;
        }
    }

    /** A list of paths, or a single one; never empty. */
    record Paths() implements ValueType {
        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            List<YamlValue> values = value instanceof YamlValue.Items items ? items.values() : List.of(value);
            List<String> paths = new ArrayList<>();
            for (YamlValue element : values) {
                paths.add(PathText.resolve(scalar(element), element.place(), folder));
            }
            if (paths.isEmpty()) {
                throw new WrongValue(value.place(), "is an empty list");
            }
            return paths;
        }

        @Override
        public String allowed() {
            return "a path or a list of paths";
        }

        @Override
        public String write(Object value) {
            return quotedList((List<?>) value);
        }

        static String quotedList(List<?> texts) {
            return texts.stream().map(text -> quoted((String) text)).collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JSON.objectNode();
            ObjectNode many = typed("array").put("minItems", 1);
            many.set("items", typed("string"));
            schema.putArray("anyOf").add(typed("string")).add(many);
            return schema;
        }
    }

    /** A list of texts, maybe empty. */
    record Texts() implements ValueType {
        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            if (!(value instanceof YamlValue.Items items)) {
                throw new WrongValue(value.place(), "is " + value.described());
            }
            List<String> texts = new ArrayList<>();
            for (YamlValue element : items.values()) {
                texts.add(scalar(element));
            }
            return texts;
        }

        @Override
        public String allowed() {
            return "a list of texts";
        }

        @Override
        public String write(Object value) {
            return Paths.quotedList((List<?>) value);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = typed("array");
            schema.set("items", typed("string"));
            return schema;
        }
    }

    /** Exactly two decay rates. */
    record Betas() implements ValueType {
        private static final Decimal RATE = new Decimal(0, false, 1);

        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            if (!(value instanceof YamlValue.Items items) || items.values().size() != 2) {
                throw new WrongValue(value.place(), "is " + value.described());
            }
            return List.of(
                    RATE.read(items.values().get(0), folder),
                    RATE.read(items.values().get(1), folder));
        }

        @Override
        public String allowed() {
            return "two numbers of at least 0 and below 1";
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = typed("array").put("minItems", 2).put("maxItems", 2);
            schema.set("items", RATE.schema());
            return schema;
        }
    }

    /** Holders per bucket: {@code all} or a number. */
    record Replicas() implements ValueType {
        private static final Whole COUNT = new Whole(1, Integer.MAX_VALUE - 1);

        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            return scalar(value).equals("all") ? (long) ClusterSpec.ALL : COUNT.read(value, folder);
        }

        @Override
        public String allowed() {
            return "all or a whole number of at least 1";
        }

        @Override
        public String write(Object value) {
            return (long) value == ClusterSpec.ALL ? "all" : String.valueOf(value);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JSON.objectNode();
            schema.putArray("anyOf").add(JSON.objectNode().put("const", "all")).add(COUNT.schema());
            return schema;
        }
    }

    /** Folders of shards, none of them twice, with their share of the mixture. */
    record Shards(boolean mayBeEmpty) implements ValueType {
        private static final Decimal WEIGHT = new Decimal(0, true, Double.POSITIVE_INFINITY);
        private static final double DEFAULT_WEIGHT = 1.0;

        @Override
        public Object read(YamlValue value, Path folder) throws WrongValue {
            if (!(value instanceof YamlValue.Items items)) {
                throw new WrongValue(value.place(), "is " + value.described());
            }
            List<ShardSource> sources = new ArrayList<>();
            Set<Path> named = new HashSet<>();
            for (YamlValue element : items.values()) {
                ShardSource source = source(element, folder);
                if (!named.add(Path.of(source.path()).normalize())) {
                    throw new WrongValue(element.place(), "names " + source.path() + " twice");
                }
                sources.add(source);
            }
            if (sources.isEmpty() && !mayBeEmpty) {
                throw new WrongValue(value.place(), "is an empty list");
            }
            return sources;
        }

        private static ShardSource source(YamlValue element, Path folder) throws WrongValue {
            if (!(element instanceof YamlValue.Fields entry) || !entry.fields().containsKey("path")) {
                throw new WrongValue(element.place(), "has the element " + element.described() + " without a path");
            }
            for (var field : entry.fields().entrySet()) {
                if (!Set.of("path", "weight").contains(field.getKey())) {
                    throw new WrongValue(
                            field.getValue().keyPlace(),
                            "has an element with the unknown key '" + field.getKey() + "'");
                }
            }
            YamlValue path = entry.fields().get("path").value();
            YamlValue.Field weight = entry.fields().get("weight");
            return new ShardSource(
                    PathText.resolve(scalar(path), path.place(), folder),
                    weight == null ? DEFAULT_WEIGHT : (double) WEIGHT.read(weight.value(), folder));
        }

        @Override
        public String allowed() {
            return "a list of {path: FOLDER, weight: number above 0}, each folder once";
        }

        @Override
        public String write(Object value) {
            return ((List<?>) value)
                    .stream()
                            .map(ShardSource.class::cast)
                            .map(source -> "{path: " + quoted(source.path()) + ", weight: " + source.weight() + "}")
                            .collect(Collectors.joining(", ", "[", "]"));
        }

        @Override
        public ObjectNode schema() {
            ObjectNode entry = typed("object").put("additionalProperties", false);
            entry.putArray("required").add("path");
            ObjectNode properties = entry.putObject("properties");
            properties.set("path", typed("string"));
            properties.set("weight", WEIGHT.schema().put("default", DEFAULT_WEIGHT));
            ObjectNode schema = typed("array");
            if (!mayBeEmpty) {
                schema.put("minItems", 1);
            }
            schema.set("items", entry);
            return schema;
        }
    }

    /** The operators of a cleaning run. */
    static ValueType operators() {
        return new PathText(false, PrepareSpec.BUILT_IN);
    }
}
