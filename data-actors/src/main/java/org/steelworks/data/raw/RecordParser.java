package org.steelworks.data.raw;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.steelworks.data.document.Reject;

/** A line's bytes to a record, strictly: UTF-8, one JSON value, no lone surrogates in the text. Safe for any thread. */
public final class RecordParser {
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNestingDepth(200)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final RawReader reader;

    public RecordParser(RawReader reader) {
        this.reader = reader;
    }

    /** What the line became; a line with a problem is malformed for that reason. */
    public RawRecord parse(RawLine line) {
        if (!line.problem().isEmpty()) {
            return new RawRecord.Malformed(line.problem());
        }
        String json;
        try {
            json = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line.bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            return new RawRecord.Malformed("the line is not UTF-8; convert the file to UTF-8");
        }
        boolean marked = line.number() == 1 && json.startsWith("\uFEFF");
        return parse(marked ? json.substring(1) : json);
    }

    /** The first characters of a line, whatever its encoding. */
    public static String excerpt(RawLine line) {
        int bytes = Math.min(line.bytes().length, 4 * Reject.EXCERPT_CHARS);
        return new String(line.bytes(), 0, bytes, StandardCharsets.UTF_8);
    }

    private RawRecord parse(String json) {
        JsonNode record;
        try {
            record = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at column " + at.getColumnNr();
            return new RawRecord.Malformed("the line is not one JSON object" + where + ": " + e.getOriginalMessage());
        }
        if (!record.isObject()) {
            return new RawRecord.Malformed("the line is " + Fields.kind(record) + ", expected a JSON object");
        }
        RawRecord read = reader.read(record);
        return read instanceof RawRecord.Text text && hasLoneSurrogate(text.text())
                ? new RawRecord.Malformed("the text holds half of a surrogate pair, which UTF-8 cannot express")
                : read;
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }
}
