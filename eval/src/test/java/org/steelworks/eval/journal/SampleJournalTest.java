package org.steelworks.eval.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleJournalTest {
    @TempDir
    private Path results;

    @Test
    void samplesAreFoundAgainByTaskNumberAndPrompt() throws IOException {
        try (SampleJournal journal = SampleJournal.open(results, "a1")) {
            journal.add("cmmlu_arts", sample(0, "p0"));
            journal.add("cmmlu_virology", sample(0, "q0"));
        }
        try (SampleJournal journal = SampleJournal.open(results, "a1")) {
            assertThat(journal.found()).isEqualTo(2);
            assertThat(journal.find("cmmlu_arts", 0, "p0").orElseThrow())
                    .hasToString(sample(0, "p0").toString());
            assertThat(journal.find("cmmlu_arts", 0, "another prompt")).isEmpty();
            assertThat(journal.find("cmmlu_arts", 1, "p0")).isEmpty();
            assertThat(journal.find("cmmlu_virology", 0, "q0")).isPresent();
        }
        try (SampleJournal other = SampleJournal.open(results, "b2")) {
            assertThat(other.found()).isZero();
        }
    }

    @Test
    void aTornLastLineIsCutAndWrittenAgain() throws IOException {
        try (SampleJournal journal = SampleJournal.open(results, "a1")) {
            journal.add("t", sample(0, "p0"));
        }
        Path file = results.resolve(SampleJournal.FOLDER).resolve("a1.jsonl");
        Files.writeString(file, "{\"task\":\"t\",\"sample\":{\"doc_id\":1,\"pro", StandardOpenOption.APPEND);

        try (SampleJournal journal = SampleJournal.open(results, "a1")) {
            assertThat(journal.found()).isEqualTo(1);
            journal.add("t", sample(1, "p1"));
        }
        try (SampleJournal journal = SampleJournal.open(results, "a1")) {
            assertThat(journal.find("t", 1, "p1").orElseThrow())
                    .hasToString(sample(1, "p1").toString());
            journal.remove();
        }
        assertThat(file).doesNotExist();
    }

    private static ObjectNode sample(long id, String promptHash) {
        return JsonNodeFactory.instance.objectNode().put("doc_id", id).put("prompt_hash", promptHash);
    }
}
