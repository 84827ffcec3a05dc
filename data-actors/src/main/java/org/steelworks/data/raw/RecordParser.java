package org.steelworks.data.raw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.steelworks.data.document.Reject;
import org.steelworks.data.text.StrictUtf8;

/**
 * The bytes of a JSON object to a text, strictly: UTF-8, one JSON value, no lone surrogates in the text. NaN and Infinity
 * are numbers as they are for the original. Safe for any thread.
 */
public final class RecordParser implements RawParser {
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxNestingDepth(200)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    static final String NOT_UTF8 = "the record is not UTF-8; convert the file to UTF-8";

    private final RawReader reader;
    private final ReadingRules rules;

    RecordParser(RawReader reader, ReadingRules rules) {
        this.reader = reader;
        this.rules = rules;
    }

    /** The dialect of the records. */
    static ObjectReader json() {
        return JSON;
    }

    @Override
    public RawRecord parse(RawLine line) {
        if (!line.problem().isEmpty()) {
            return new RawRecord.Malformed(line.problem());
        }
        String json;
        try {
            json = StrictUtf8.decode(line.bytes());
        } catch (CharacterCodingException e) {
            return new RawRecord.Malformed(NOT_UTF8);
        }
        // The original takes a byte order mark for a fault of the line.
        boolean marked = rules == ReadingRules.CORRECTED && line.number() == 1 && json.startsWith("\uFEFF");
        try {
            return parse(marked ? json.substring(1) : json);
        } catch (MalformedRecord e) {
            return new RawRecord.Malformed(e.getMessage());
        }
    }

    /** The first characters of a record, whatever its encoding. */
    public static String excerpt(RawLine line) {
        int bytes = Math.min(line.bytes().length, 4 * Reject.EXCERPT_CHARS);
        return new String(line.bytes(), 0, bytes, StandardCharsets.UTF_8);
    }

    private RawRecord parse(String json) throws MalformedRecord {
        JsonNode record;
        try {
            record = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at column " + at.getColumnNr();
            throw new MalformedRecord("the record is not one JSON object" + where + ": " + e.getOriginalMessage());
        }
        if (!record.isObject()) {
            throw new MalformedRecord("the record is " + Fields.kind(record) + ", expected a JSON object");
        }
        RawRecord read = reader.read(record);
        if (read instanceof RawRecord.Text text && hasLoneSurrogate(text.text())) {
            throw new MalformedRecord("the text holds half of a surrogate pair, which UTF-8 cannot express");
        }
        return read;
    }

    private static boolean hasLoneSurrogate(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                continue;
            }
            if (i + 1 == chars.length || !Character.isSurrogatePair(c, chars[i + 1])) {
                return true;
            }
            i++;
        }
        return false;
    }
}
