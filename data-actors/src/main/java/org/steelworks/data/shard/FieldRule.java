package org.steelworks.data.shard;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/** Where a JSON row keeps its text. */
public enum FieldRule {
    /** In {@code text}. */
    TEXT,
    /** In {@code content}, or, for exam questions, in {@code q_main} and the fields that go with it. */
    WANJUAN;

    /** What a row gives. */
    public sealed interface Row {}

    /** A document. */
    public record Text(String text) implements Row {}

    /** No document. The original passes over such a row ({@code stops} false) or ends its process there. */
    public record Unusable(String reason, boolean stops) implements Row {}

    private static final List<String> QUESTION =
            List.of("q_main", "option_a", "option_b", "option_c", "option_d", "option_e");

    /** As Python's parser: NaN and Infinity are numbers, strings have any length. */
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    Row read(String line) {
        JsonNode row;
        try {
            row = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return new Unusable(
                    "not valid JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse("it ends too early"),
                    true);
        }
        if (row == null || !row.isObject()) {
            return new Unusable("the row is no JSON object", true);
        }
        return of(row);
    }

    /** What a row that is a JSON object gives. */
    public Row of(JsonNode row) {
        return switch (this) {
            case TEXT -> row.has("text") ? string(row, "text") : missing(row, "text");
            case WANJUAN -> wanjuan(row);
        };
    }

    private static Row wanjuan(JsonNode row) {
        if (row.has("content")) {
            return string(row, "content");
        }
        if (!row.has("q_main")) {
            return new Unusable("there is neither 'content' nor 'q_main' " + keys(row), true);
        }
        StringBuilder text = new StringBuilder();
        for (String key : QUESTION) {
            if (!row.path(key).isTextual()) {
                return missing(row, key);
            }
            text.append(row.path(key).textValue());
        }
        if (!row.path("std_ans").isTextual() || !row.path("answer_detail").isTextual()) {
            return missing(row, row.path("std_ans").isTextual() ? "answer_detail" : "std_ans");
        }
        text.append("标准答案：").append(row.path("std_ans").textValue());
        text.append("解析：").append(row.path("answer_detail").textValue());
        return new Text(text.toString());
    }

    private static Row string(JsonNode row, String key) {
        JsonNode value = row.path(key);
        return value.isTextual()
                ? new Text(value.textValue())
                : new Unusable("'" + key + "' is no string but " + value.getNodeType(), true);
    }

    private static Row missing(JsonNode row, String key) {
        return new Unusable("there is no string '" + key + "' " + keys(row), false);
    }

    private static String keys(JsonNode row) {
        StringBuilder names = new StringBuilder("(the row has ");
        row.fieldNames()
                .forEachRemaining(name -> names.append('\'').append(name).append("' "));
        return names.toString().stripTrailing() + ")";
    }
}
