package org.steelworks.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.steelworks.core.digest.CanonicalJson;
import org.steelworks.core.tensor.HostTensor;

/**
 * Reads prompts as token ids: a JSON list of ids, an object with {@code ids} or {@code input_ids}, a list of such lists,
 * or one of these a line; or a safetensors file with {@code input_ids}, [S] or [prompts, S].
 */
final class PromptIds {
    private final Path file;
    private final List<int[]> prompts = new ArrayList<>();

    private PromptIds(Path file) {
        this.file = file;
    }

    static List<int[]> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file + ": there is no such file; give a file with token ids as JSON");
        }
        if (file.toString().endsWith(".safetensors")) {
            return tensor(file);
        }
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": is not UTF-8 text; give token ids as JSON, such as [1, 2, 3]", e);
        }
        PromptIds reader = new PromptIds(file);
        if (text.strip().lines().count() > 1 && isPerLine(text)) {
            long number = 0;
            for (String line : text.lines().toList()) {
                number++;
                if (!line.isBlank()) {
                    reader.add(line, file + ", line " + number);
                }
            }
        } else {
            reader.add(text, file.toString());
        }
        if (reader.prompts.isEmpty()) {
            throw reader.wrong(file.toString(), "it holds no prompt");
        }
        return reader.prompts;
    }

    private static List<int[]> tensor(Path file) throws IOException {
        HostTensor ids = TensorFile.read(file, "input_ids");
        int rank = ids == null ? 0 : ids.shape().rank();
        if (rank != 1 && rank != 2) {
            throw new IOException(file + ": a tensor input_ids of shape [S] or [prompts, S] is needed");
        }
        int length = Math.toIntExact(ids.shape().extent(rank - 1));
        long[] values = TensorFile.integers(ids);
        if (values.length == 0) {
            throw new IOException(file + ": input_ids is empty; give at least one token");
        }
        for (long id : values) {
            if (id != (int) id) {
                throw new IOException(file + ": input_ids holds " + id + ", which is no token id of any model");
            }
        }
        List<int[]> prompts = new ArrayList<>();
        for (int from = 0; from < values.length; from += length) {
            prompts.add(Arrays.stream(values, from, from + length)
                    .mapToInt(id -> (int) id)
                    .toArray());
        }
        return prompts;
    }

    /** Whether the first line is a whole JSON value by itself. */
    private static boolean isPerLine(String text) {
        try {
            CanonicalJson.read(text.strip().lines().findFirst().orElse(""), "first line");
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private void add(String text, String where) throws IOException {
        JsonNode value;
        try {
            value = CanonicalJson.read(text, where);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        if (value.isObject()) {
            value = value.has("ids") ? value.get("ids") : value.path("input_ids");
        }
        if (!value.isArray() || value.isEmpty()) {
            throw wrong(where, "there is no list of ids");
        }
        if (value.get(0).isArray()) {
            for (JsonNode prompt : value) {
                prompts.add(ids(prompt, where));
            }
        } else {
            prompts.add(ids(value, where));
        }
    }

    private int[] ids(JsonNode list, String where) throws IOException {
        if (!list.isArray() || list.isEmpty()) {
            throw wrong(where, "a prompt is no list of ids, or an empty one");
        }
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            if (!list.get(i).canConvertToInt() || !list.get(i).isIntegralNumber()) {
                throw wrong(where, "id " + i + " is " + list.get(i));
            }
            ids[i] = list.get(i).intValue();
        }
        return ids;
    }

    private IOException wrong(String where, String what) {
        return new IOException(where + ": " + what + "; give token ids as JSON, such as [1, 2, 3], one prompt a line"
                + (where.equals(file.toString()) ? "" : " of " + file.getFileName()));
    }
}
