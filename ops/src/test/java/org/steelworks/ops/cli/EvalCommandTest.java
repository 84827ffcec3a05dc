package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalCommandTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path exam;

    @BeforeEach
    void prepare() throws IOException {
        model = TinyModel.write(folder.resolve("model"));
        exam = folder.resolve("exam");
        Files.createDirectories(exam.resolve("test"));
        Files.writeString(exam.resolve("test/arts.csv"), ",Question,A,B,C,D,Answer\n0,一加一,1,2,3,4,B\n1,水,1,2,3,4,A\n");
    }

    @Test
    void scoresForPeopleAndMachines() throws IOException {
        CliRun text = eval("cmmlu");
        CliRun json = eval("cmmlu", "--json");

        assertThat(text.exitCode()).as(text.err()).isZero();
        assertThat(text.out()).contains("cmmlu_arts").contains("2 samples").contains("acc 0.");
        JsonNode node = new ObjectMapper().readTree(json.out());
        double accuracy = node.path("scores").path("cmmlu").path("acc").asDouble(-1);
        assertThat(accuracy).isIn(0.0, 0.5, 1.0);
        assertThat(Path.of(node.path("results").asText())).exists();
    }

    @Test
    void tasksThatAreNotThereAreRefusedByName() {
        CliRun planned = eval("cmmlu,gsm8k");
        assertThat(planned.exitCode()).isEqualTo(2);
        assertThat(planned.err()).contains("task gsm8k is not supported yet; supported are cmmlu, ppl");
        assertThat(eval("cmlu").err()).contains("no task 'cmlu'");
        assertThat(eval("cmmlu", "--chat").exitCode()).isEqualTo(2);
        assertThat(eval("cmmlu", "--limit", 0).exitCode()).isEqualTo(2);
    }

    @Test
    void dataThatCannotBeUsedAreNamed() throws IOException {
        assertThat(eval("ppl").exitCode()).isEqualTo(4);
        assertThat(eval("cmmlu", "--few-shot", 2).err()).contains("dev");
        assertThat(eval("cmmlu", "--tokenizer", "/nowhere").exitCode()).isEqualTo(4);
        Files.writeString(exam.resolve("test/arts.csv"), ",Question,A,B,C,D,Answer\n0,一加一,1,2,3,4,F\n");
        CliRun wrong = eval("cmmlu");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err()).contains("arts.csv, line 2: Answer is 'F'");
    }

    private CliRun eval(String tasks, Object... more) {
        Object[] arguments = {"eval", "--model", model, "--tasks", tasks, "--data", exam, "--out", folder.resolve("out")
        };
        Object[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return CliRun.of(all);
    }
}
