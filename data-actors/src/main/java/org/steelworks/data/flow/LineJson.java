package org.steelworks.data.flow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Reads the lines that units have left: JSON objects, whose texts are as long as documents are. Safe for any thread. */
final class LineJson {
    private static final ObjectReader JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build()
            .reader();

    private LineJson() {}

    static ObjectNode read(String line) throws IOException {
        return (ObjectNode) JSON.readTree(line);
    }
}
