package org.steelworks.core.recipe;

/**
 * One resolved key of a recipe.
 *
 * @param key dotted key
 * @param text value as YAML, relative paths resolved
 * @param origin where it came from
 */
public record Setting(String key, String text, Origin origin) {}
