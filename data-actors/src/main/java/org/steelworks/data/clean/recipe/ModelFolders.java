package org.steelworks.data.clean.recipe;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the models that operators need are looked for: where the recipe says, else in {@code models} beside the recipe,
 * else where Data-Juicer looks. These are the folders of {@code DATA_JUICER_EXTERNAL_MODELS_HOME}, then
 * {@code DATA_JUICER_MODELS_CACHE}, else {@code models} in {@code DATA_JUICER_CACHE_HOME}, else
 * {@code data_juicer/models} in {@code CACHE_HOME}, else in {@code ~/.cache}.
 */
final class ModelFolders {
    private final Path recipe;
    private final List<Path> folders = new ArrayList<>();

    /** @param environment variables by name */
    ModelFolders(Path recipe, Map<String, String> environment) {
        this.recipe = recipe;
        folders.add(recipe.resolve("models"));
        for (String external :
                environment.getOrDefault("DATA_JUICER_EXTERNAL_MODELS_HOME", "").split(File.pathSeparator)) {
            if (!external.isBlank()) {
                folders.add(Path.of(external.strip()));
            }
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        String cacheHome = environment.getOrDefault("CACHE_HOME", "~/.cache");
        String ownHome = environment.getOrDefault("DATA_JUICER_CACHE_HOME", cacheHome + "/data_juicer");
        String models = environment.getOrDefault("DATA_JUICER_MODELS_CACHE", ownHome + "/models");
        folders.add(Path.of(models.startsWith("~/") ? home + models.substring(1) : models));
    }

    /**
     * Finds one file.
     *
     * @param what the file is, for messages
     * @param parameter by which a recipe names it
     * @param given value of that parameter, counted from the recipe's folder; empty where there is none
     * @param names of the file elsewhere, the first that exists is taken
     * @throws IllegalArgumentException where there is none; the message says where it was looked for
     */
    Path find(String what, String parameter, String given, String... names) {
        List<Path> places = new ArrayList<>();
        if (!given.isEmpty()) {
            places.add(recipe.resolve(given).normalize());
        } else {
            for (Path folder : folders) {
                for (String name : names) {
                    places.add(folder.resolve(name));
                }
            }
        }
        for (Path place : places) {
            if (Files.isRegularFile(place)) {
                return place;
            }
        }
        StringBuilder message = new StringBuilder("needs ").append(what).append(", and there is no file");
        for (int i = 0; i < places.size(); i++) {
            message.append(i == 0 ? " " : i + 1 == places.size() ? " or " : ", ")
                    .append(places.get(i));
        }
        throw new IllegalArgumentException(message.append("; put it there, or name it with ")
                .append(parameter)
                .append(" (path from the recipe's folder)")
                .toString());
    }
}
