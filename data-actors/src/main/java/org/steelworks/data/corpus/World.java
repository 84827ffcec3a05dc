package org.steelworks.data.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The closed world that the quickstart corpus speaks of, read from the resource {@code quickstart/world.json}. */
record World(List<Subject> subjects, List<Category> categories, List<Country> countries, List<Name> people) {
    private static final String RESOURCE = "/quickstart/world.json";

    /** A word in both languages. */
    record Name(String zh, String en) {
        /** The English word with its article. */
        String oneEn() {
            return ("aeiou".indexOf(en.charAt(0)) < 0 ? "a " : "an ") + en;
        }
    }

    /** An exam subject; {@code key} is its file name, {@code zh} the name in the exam prompt. */
    record Subject(String key, String zh, String en) {}

    /** One thing of a category. */
    record Thing(Name name, String colour) {}

    record Category(String key, String subject, Name name, String plural, Name place, Name use, List<Thing> members) {}

    record Country(Name name, Name capital, Name river) {}

    static World load() {
        try (InputStream in = World.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource " + RESOURCE + " is not in the jar: rebuild data-actors");
            }
            return parse(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + RESOURCE + " cannot be read", e);
        }
    }

    private static World parse(JsonNode root) {
        List<Subject> subjects = new ArrayList<>();
        root.get("subjects").forEach(s -> subjects.add(new Subject(text(s, "key"), text(s, "zh"), text(s, "en"))));
        List<Category> categories = new ArrayList<>();
        root.get("categories").forEach(c -> categories.add(category(c)));
        List<Country> countries = new ArrayList<>();
        root.get("countries").forEach(c -> countries.add(country(c.asText().split(" "))));
        List<Name> people = new ArrayList<>();
        root.get("people").forEach(p -> people.add(name(p.asText().split(" "), 0)));
        return new World(List.copyOf(subjects), List.copyOf(categories), List.copyOf(countries), List.copyOf(people));
    }

    private static Category category(JsonNode c) {
        List<Thing> members = new ArrayList<>();
        for (JsonNode member : c.get("members")) {
            String[] words = member.asText().split(" ");
            members.add(new Thing(name(words, 0), words[2]));
        }
        return new Category(
                text(c, "key"),
                text(c, "subject"),
                new Name(text(c, "zh"), text(c, "en")),
                text(c, "plural"),
                new Name(text(c, "placeZh"), text(c, "placeEn")),
                new Name(text(c, "useZh"), text(c, "useEn")),
                List.copyOf(members));
    }

    private static Country country(String[] words) {
        return new Country(name(words, 0), name(words, 2), name(words, 4));
    }

    private static Name name(String[] words, int at) {
        return new Name(words[at], words[at + 1]);
    }

    private static String text(JsonNode node, String field) {
        return node.get(field).asText();
    }
}
