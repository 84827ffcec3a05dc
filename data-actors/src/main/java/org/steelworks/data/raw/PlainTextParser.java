package org.steelworks.data.raw;

import java.nio.charset.CharacterCodingException;
import org.steelworks.data.text.StrictUtf8;

/** The bytes are the text itself; blanks and line ends around it are taken away. Safe for any thread. */
final class PlainTextParser implements RawParser {
    @Override
    public RawRecord parse(RawLine record) {
        if (!record.problem().isEmpty()) {
            return new RawRecord.Malformed(record.problem());
        }
        try {
            String text = StrictUtf8.decode(record.bytes());
            String stripped = (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
            return stripped.isEmpty() ? new RawRecord.Skipped("text is blank") : new RawRecord.Text(stripped);
        } catch (CharacterCodingException e) {
            return new RawRecord.Malformed(RecordParser.NOT_UTF8);
        }
    }
}
