package org.steelworks.core.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.steelworks.core.recipe.YamlValue.Place;

/**
 * Parses YAML into values that know their line. One document; duplicate keys, aliases and nesting beyond
 * {@link #MAX_DEPTH} are refused.
 */
final class YamlText {
    private static final int MAX_DEPTH = 16;
    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final YAMLParser parser;
    private final IntFunction<Place> places;

    private YamlText(YAMLParser parser, IntFunction<Place> places) {
        this.parser = parser;
        this.places = places;
    }

    /**
     * Parses a text.
     *
     * @param places line number, from 1, to place
     * @throws RecipeException when it is no YAML that a recipe may use
     */
    static YamlValue parse(String text, IntFunction<Place> places) {
        try (YAMLParser parser = FACTORY.createParser(text)) {
            YamlText yaml = new YamlText(parser, places);
            if (parser.nextToken() == null) {
                return new YamlValue.Fields(Map.of(), places.apply(1));
            }
            YamlValue value = yaml.value(0);
            if (parser.nextToken() != null) {
                throw yaml.refuse("a second document begins here", "Keep one document in a recipe");
            }
            return value;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            throw syntax(
                    places.apply(line),
                    "this is no YAML: " + firstLine(e.getOriginalMessage()),
                    "Check indentation, quotes and brackets around this line");
        } catch (IOException e) {
            throw new UncheckedIOException("reading a text in memory failed", e);
        }
    }

    private YamlValue value(int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw refuse("values nest deeper than " + MAX_DEPTH, "A recipe needs four levels at most");
        }
        if (parser.isCurrentAlias()) {
            throw refuse("an alias (*" + parser.getText() + ") stands here", "Write the value itself");
        }
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return fields(depth);
        }
        if (token == JsonToken.START_ARRAY) {
            return items(depth);
        }
        return new YamlValue.Scalar(token == JsonToken.VALUE_NULL ? null : parser.getText(), here());
    }

    private YamlValue fields(int depth) throws IOException {
        Place start = here();
        Map<String, YamlValue.Field> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Place keyPlace = here();
            if (fields.containsKey(name)) {
                throw refuse(
                        "the key '" + name + "' stands here a second time; the first is at "
                                + fields.get(name).keyPlace(),
                        "Keep one of them");
            }
            parser.nextToken();
            fields.put(name, new YamlValue.Field(keyPlace, value(depth + 1)));
        }
        return new YamlValue.Fields(fields, start);
    }

    private YamlValue items(int depth) throws IOException {
        Place start = here();
        List<YamlValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(depth + 1));
        }
        return new YamlValue.Items(values, start);
    }

    private Place here() {
        return places.apply(parser.currentTokenLocation().getLineNr());
    }

    private RecipeException refuse(String what, String hint) {
        return syntax(here(), what, hint);
    }

    private static RecipeException syntax(Place place, String what, String hint) {
        return new RecipeException(
                List.of(new RecipeProblem(RecipeProblem.Code.SYNTAX, place.toString(), "", what, hint)));
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
