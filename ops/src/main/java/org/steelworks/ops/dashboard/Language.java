package org.steelworks.ops.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.steelworks.ops.http.Call;

/** The languages of pages, each with its words. */
enum Language {
    EN("en", "English"),
    ZH("zh", "中文");

    /** Cookie with the language a reader chose. */
    static final String COOKIE = "steel_lang";

    private final String tag;
    private final String name;
    private final Properties words = new Properties();

    Language(String tag, String name) {
        this.tag = tag;
        this.name = name;
        String resource = "words_" + tag + ".properties";
        try (InputStream in = Language.class.getResourceAsStream(resource);
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            words.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("the resource " + resource + " cannot be read", e);
        }
    }

    /** What a request wants: its query, else its cookie, else its browser's language, else English. */
    static Language of(Call call) {
        String wanted = call.query().getOrDefault("lang", call.cookie(COOKIE).orElse(""));
        for (Language language : values()) {
            if (language.tag.equals(wanted)) {
                return language;
            }
        }
        String accepted = call.header("Accept-Language").orElse("").toLowerCase(Locale.ROOT);
        return accepted.startsWith(ZH.tag) ? ZH : EN;
    }

    String tag() {
        return tag;
    }

    /** What speakers call it. */
    String ownName() {
        return name;
    }

    /** The other one. */
    Language other() {
        return this == EN ? ZH : EN;
    }

    /** The words of a key, with {@code {0}}, {@code {1}}, … filled in. */
    String say(String key, Object... arguments) {
        String words = this.words.getProperty(key);
        if (words == null) {
            throw new IllegalArgumentException("no words for '" + key + "' in " + tag);
        }
        return arguments.length == 0 ? words : new MessageFormat(words, Locale.ROOT).format(arguments);
    }

    Set<String> keys() {
        return words.stringPropertyNames();
    }
}
