package org.steelworks.core.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.steelworks.core.recipe.RecipeProblem.Code;
import org.steelworks.core.recipe.ValueType.WrongValue;
import org.steelworks.core.recipe.YamlValue.Place;
import org.steelworks.core.spec.RunKind;

/**
 * Collects the values of a recipe by dotted key, stronger sources over weaker ones, and turns them into checked values.
 * Gathers all problems; {@link #refuseIfWrong} throws them together.
 */
final class RecipeValues {
    private static final String VARIABLE_PREFIX = "STEEL_";

    private final List<RecipeProblem> problems = new ArrayList<>();
    private final Map<String, YamlValue> given = new LinkedHashMap<>();
    private final Map<String, Place> keyPlaces = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final String file;

    /** {@code file} names the recipe in messages. */
    RecipeValues(String file) {
        this.file = file;
    }

    void addFile(YamlValue root) {
        add("", root.place(), root);
    }

    void addEnvironment(Map<String, String> environment) {
        new TreeMap<>(environment).forEach((name, text) -> {
            if (name.startsWith(VARIABLE_PREFIX) && name.contains("__")) {
                String key = name.substring(VARIABLE_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace("__", ".");
                addOverride(key, text, new Place(Origin.Kind.ENVIRONMENT, name, 1));
            }
        });
    }

    void addOptions(List<String> options) {
        for (String option : options) {
            int cut = option.indexOf('=');
            Place place = new Place(Origin.Kind.OPTION, "--set " + option, 1);
            if (cut < 1) {
                problem(Code.SYNTAX, place, "", "the option has no key and value", "Write --set a.b=value");
            } else {
                addOverride(option.substring(0, cut).strip(), option.substring(cut + 1), place);
            }
        }
    }

    private void addOverride(String key, String text, Place place) {
        try {
            YamlValue value = YamlText.parse(text.isBlank() ? "null" : text, line -> place);
            int dot = key.lastIndexOf('.');
            addField(dot < 0 ? "" : key.substring(0, dot), key.substring(dot + 1), place, value);
        } catch (RecipeException e) {
            problems.addAll(e.problems());
        }
    }

    private void add(String section, Place keyPlace, YamlValue value) {
        if (value instanceof YamlValue.Fields fields) {
            fields.fields().forEach((name, field) -> addField(section, name, field.keyPlace(), field.value()));
        } else if (!(value instanceof YamlValue.Scalar scalar && scalar.text() == null)) {
            problem(
                    Code.WRONG_VALUE,
                    keyPlace,
                    section,
                    "the value is " + value.described() + ", it must be a map",
                    "Known keys: " + String.join(", ", RecipeKeys.children(section)));
        }
    }

    private void addField(String section, String name, Place keyPlace, YamlValue value) {
        String path = section.isEmpty() ? name : section + "." + name;
        if (RecipeKeys.find(path) != null) {
            given.put(path, value);
            keyPlaces.put(path, keyPlace);
        } else if (RecipeKeys.isSection(path)) {
            add(path, keyPlace, value);
        } else {
            problem(Code.UNKNOWN_KEY, keyPlace, path, "there is no such key", unknownHint(section, name));
        }
    }

    private static String unknownHint(String section, String name) {
        String known = section;
        String missing = name;
        while (!known.isEmpty() && !RecipeKeys.isSection(known)) {
            int dot = known.lastIndexOf('.');
            missing = known.substring(dot + 1);
            known = dot < 0 ? "" : known.substring(0, dot);
        }
        return RecipeKeys.suggestion(known, missing);
    }

    /** Reads {@code kind}; null, with a problem noted, where it is missing or not supported. */
    RunKind kind() {
        RecipeKey key = RecipeKeys.find("kind");
        if (given.get("kind") instanceof YamlValue.Scalar scalar && RecipeKeys.PLANNED_KINDS.contains(scalar.text())) {
            problem(
                    Code.NOT_SUPPORTED,
                    scalar.place(),
                    "kind",
                    "not supported by this version: " + scalar.text(),
                    "Supported: " + supported());
            return null;
        }
        Object word = read(key, Path.of(""));
        for (RunKind kind : RunKind.values()) {
            if (kind.key().equals(word)) {
                return kind;
            }
        }
        return null;
    }

    private static String supported() {
        List<String> words = new ArrayList<>();
        for (RunKind kind : RunKind.values()) {
            words.add(kind.key());
        }
        return String.join(", ", words);
    }

    /** Reads all keys of a kind and refuses those that it does not read. */
    void readAll(RunKind kind, Path folder) {
        for (RecipeKey key : RecipeKeys.all()) {
            if (key.kinds().contains(kind)) {
                read(key, folder);
            } else if (given.containsKey(key.path())) {
                problem(
                        Code.CONTRADICTION,
                        keyPlaces.get(key.path()),
                        key.path(),
                        "a run of kind " + kind.key() + " does not read this key",
                        "Remove it, or choose another kind");
            }
        }
    }

    private Object read(RecipeKey key, Path folder) {
        YamlValue value = given.get(key.path());
        if (value == null) {
            if (key.fallback().required()) {
                problem(
                        Code.MISSING_KEY,
                        new Place(Origin.Kind.FILE, file, 1),
                        key.path(),
                        "the recipe does not say it",
                        "Add " + key.path() + ": " + key.type().allowed() + ". " + key.description());
            } else if (!key.fallback().derived()) {
                values.put(key.path(), key.fallback().value());
            }
            return key.fallback().value();
        }
        try {
            Object read = key.type().read(value, folder);
            values.put(key.path(), read);
            return read;
        } catch (WrongValue e) {
            problem(
                    Code.WRONG_VALUE,
                    e.place(),
                    key.path(),
                    "the value " + e.getMessage(),
                    "It must be " + key.type().allowed());
            return null;
        }
    }

    /** Sets a derived value unless the recipe gave one. */
    void derive(String path, Object value) {
        values.putIfAbsent(path, value);
    }

    void problem(Code code, Place place, String key, String what, String hint) {
        problems.add(new RecipeProblem(code, place.toString(), key, what, hint));
    }

    /** A problem with a key's value, at the value's place. */
    void contradiction(String key, String what, String hint) {
        YamlValue value = given.get(key);
        Place place = value == null ? new Place(Origin.Kind.FILE, file, 1) : value.place();
        problem(Code.CONTRADICTION, place, key, what, hint);
    }

    void refuseIfWrong() {
        if (!problems.isEmpty()) {
            throw new RecipeException(problems);
        }
    }

    Object get(String path) {
        return values.get(path);
    }

    String text(String path) {
        return (String) values.get(path);
    }

    long whole(String path) {
        return (long) values.get(path);
    }

    int count(String path) {
        return Math.toIntExact(whole(path));
    }

    double decimal(String path) {
        return (double) values.get(path);
    }

    /** Resolved keys of a kind in the order of a recipe. */
    List<Setting> settings(RunKind kind) {
        List<Setting> settings = new ArrayList<>();
        for (RecipeKey key : RecipeKeys.all()) {
            if (key.kinds().contains(kind)) {
                settings.add(new Setting(key.path(), key.type().write(values.get(key.path())), origin(key)));
            }
        }
        return Collections.unmodifiableList(settings);
    }

    private Origin origin(RecipeKey key) {
        YamlValue value = given.get(key.path());
        if (value != null) {
            return value.place().origin();
        }
        return key.fallback().derived()
                ? new Origin(Origin.Kind.DERIVED, (String) key.fallback().value())
                : new Origin(Origin.Kind.BUILT_IN, "");
    }
}
