package org.steelworks.data.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.steelworks.data.raw.RecordSources.all;
import static org.steelworks.data.raw.RecordSources.bytes;
import static org.steelworks.data.raw.RecordSources.problems;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParagraphSourceTest {
    private static final RawParser PARSER = RawFormat.TXT.parser(ReadingRules.CORRECTED, TextField.TEXT);

    private static List<RawLine> read(String text) throws IOException {
        return all(new ParagraphSource(new LineSource(bytes(text), 0, Long.MAX_VALUE, 40, false), 40));
    }

    @Test
    void shouldMakeADocumentOfTheLinesBetweenBlankOnes() throws IOException {
        List<RawLine> read = read("\uFEFF\n\n\u3000\n\none\r\ntwo\n \t\n\n\nthree\rfour \nfünf");

        assertThat(read.stream().map(PARSER::parse))
                .containsExactly(
                        new RawRecord.Skipped("text is blank"),
                        new RawRecord.Skipped("text is blank"),
                        new RawRecord.Text("one\ntwo"),
                        new RawRecord.Text("three\nfour \nfünf"));
    }

    @Test
    void shouldSayWhereADocumentBegins() throws IOException {
        List<RawLine> read = read("a\nb\n\n\nc\n\nd\n");

        assertThat(read).extracting(RawLine::number).containsExactly(1L, 5L, 7L);
        assertThat(read).extracting(RawLine::index).containsExactly(0L, 1L, 2L);
    }

    @Test
    void shouldNotReadMoreOfADocumentThanTheLongest() throws IOException {
        List<RawLine> read = read("line of ten\n".repeat(5_000) + "\nsound\n\n" + "x".repeat(300) + "\nsame\n\nlast");

        assertThat(problems(read))
                .containsExactly(
                        "the document has 60000 bytes, more than 40; put blank lines between documents, or name the"
                                + " format txt-lines",
                        "the line has 300 bytes, more than 40");
        assertThat(read).hasSize(4);
        assertThat(PARSER.parse(read.get(1))).isEqualTo(new RawRecord.Text("sound"));
        assertThat(PARSER.parse(read.get(3))).isEqualTo(new RawRecord.Text("last"));
        assertThat(read.get(0).bytes()).hasSizeLessThanOrEqualTo(800);
    }

    @Test
    void shouldRefuseWhatIsNotUtf8() {
        RawLine latin = new RawLine(1, 0, new byte[] {'c', 'a', 'f', (byte) 0xE9}, "", false);

        assertThat(PARSER.parse(latin))
                .isEqualTo(new RawRecord.Malformed("the record is not UTF-8; convert the file to UTF-8"));
    }
}
