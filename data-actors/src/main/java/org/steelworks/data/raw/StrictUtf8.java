package org.steelworks.data.raw;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes to text, with damage refused rather than replaced. */
final class StrictUtf8 {
    static final String REFUSED = "the record is not UTF-8; convert the file to UTF-8";

    private static final char REPLACEMENT = '\uFFFD';

    private StrictUtf8() {}

    static String decode(byte[] bytes) throws CharacterCodingException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // where bytes are damaged this stands in their place, but a text may have it too
        return text.indexOf(REPLACEMENT) < 0 ? text : decodeDoubtful(bytes);
    }

    private static String decodeDoubtful(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }
}
