package org.steelworks.data.clean.recipe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The model files of a recipe while its operators are made: each is looked at before any of it is read. */
final class ModelStamps {
    private final Map<Path, ReadModel.Stamp> stamps = new LinkedHashMap<>();

    /** @throws IllegalArgumentException where the file cannot be looked at; the message names it */
    void take(Path model) {
        try {
            if (!stamps.containsKey(model)) {
                stamps.put(model, ReadModel.Stamp.of(model));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(model + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The files, in the order of the operators; as {@link ReadModel#read}. */
    List<ReadModel> read() throws IOException {
        List<ReadModel> files = new ArrayList<>();
        for (Map.Entry<Path, ReadModel.Stamp> model : stamps.entrySet()) {
            files.add(ReadModel.read(model.getKey(), model.getValue()));
        }
        return files;
    }
}
