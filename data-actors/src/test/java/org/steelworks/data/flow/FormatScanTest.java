package org.steelworks.data.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.TextField;

class FormatScanTest {
    private static final int LONGEST = 1000;
    private static final String TOO_LONG = "{\"text\": \"" + "a".repeat(LONGEST) + "\"}\n";
    private static final String BAIKE = "{\"title\": \"t\", \"summary\": \"s\"}\n";

    @TempDir
    Path folder;

    private RawFormat format(String name, int longest, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        return new FormatScan(name, file, TextField.TEXT, longest).format();
    }

    @Test
    void shouldKnowAFileWhoseRecordsAllAreLong() throws IOException {
        String record = "{\"instruction\": \"" + "a".repeat(3 << 19) + "\", \"output\": \"b\"}\n";

        assertThat(format("long.jsonl", PrepareSpec.DEFAULT_LONGEST_LINE, record.repeat(2)))
                .isEqualTo(RawFormat.BELLE_INSTRUCTION);
    }

    @Test
    void shouldLookBehindRecordsThatAreTooLongToBeRead() throws IOException {
        assertThat(format("a.jsonl", LONGEST, TOO_LONG.repeat(49) + BAIKE)).isEqualTo(RawFormat.BAIKE);
        assertThat(format("b.jsonl", LONGEST, TOO_LONG.repeat(60)))
                .as("each is reported when the file is read")
                .isEqualTo(RawFormat.JSONL);
        assertThat(format("c.txt", LONGEST, TOO_LONG.repeat(60))).isEqualTo(RawFormat.TXT);
        assertThatThrownBy(() -> format("d.jsonl", LONGEST, TOO_LONG + "{\"other\": 1}\n".repeat(60)))
                .isInstanceOf(PrepareFailure.class)
                .hasMessageContaining("none of the first 50 records is a JSON object with \"text\"");
    }
}
