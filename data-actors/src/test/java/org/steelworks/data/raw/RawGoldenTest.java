package org.steelworks.data.raw;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.core.testkit.InterruptAfter;
import org.steelworks.data.Goldens;
import org.steelworks.data.clean.OperatorRecipe;
import org.steelworks.data.flow.PrepareReport;
import org.steelworks.data.flow.PrepareSpec;
import org.steelworks.data.flow.ProgressListener;
import org.steelworks.data.prepare.PrepareRun;
import org.steelworks.data.unit.InputSet;

/** Against what the original program wrote for the same files. */
@Tag("goldens")
@InterruptAfter(120)
class RawGoldenTest {
    private static final ActorTestKit KIT = ActorTestKit.create();

    @TempDir
    Path temp;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @CsvSource({
        "baike,baidu_baike,baidu_baike",
        "baidu-qa,baidu_QA,baidu_QA",
        "belle-instruction,BELLE,BELLE",
        "belle-conversation,BELLE,BELLE_conversations",
        "firefly,firefly,firefly",
        "moss,moss,moss",
        "zhihu,zhihu,zhihu",
        "wiki,wiki_cn,wiki_cn",
        "starcoder,starcode,starcode"
    })
    void shouldWriteTheBytesThatTheOriginalWrites(String format, String input, String output) throws Exception {
        String set = "processed_" + output;
        PrepareReport report = convert(format, input, set, ReadingRules.COMPAT);

        Path expected = Goldens.path("data/step1/synthetic_out/" + set + ".jsonl");
        assertThat(expected).isNotEmptyFile();
        assertThat(temp.resolve(set + ".jsonl")).hasSameBinaryContentAs(expected);
        assertThat(report.total().quarantined()).isEqualTo(exceptions(output));
    }

    @ParameterizedTest
    @CsvSource({
        "baidu-qa,baidu_QA,baidu_QA",
        "belle-instruction,BELLE,BELLE",
        "firefly,firefly,firefly",
        "zhihu,zhihu,zhihu",
        "auto,zhihu,zhihu",
        "wiki,wiki_cn,wiki_cn",
        "auto,wiki_cn,wiki_cn",
        "starcoder,starcode,starcode",
        "auto,starcode,starcode",
        "auto,firefly,firefly",
        "auto,baidu_QA,baidu_QA"
    })
    void shouldWriteTheSameWhereTheOriginalHasNoFault(String format, String input, String output) throws Exception {
        String set = "processed_" + output;
        convert(format, input, set, ReadingRules.CORRECTED);

        assertThat(temp.resolve(set + ".jsonl"))
                .hasSameBinaryContentAs(Goldens.path("data/step1/synthetic_out/" + set + ".jsonl"));
    }

    private PrepareReport convert(String format, String input, String set, ReadingRules rules) throws Exception {
        InputSet inputs = new InputSet(
                set,
                List.of(Goldens.path("data/step1/synthetic_raw/" + input)),
                RawFormat.of(format),
                new OperatorRecipe("none", List.of()),
                "");
        PrepareSpec spec = PrepareSpec.of(List.of(inputs), temp, 2).withRules(rules);
        PrepareReport report = PrepareRun.start(spec, KIT.system(), ProgressListener.NONE)
                .report()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
        assertThat(Files.exists(temp.resolve("report.json"))).isTrue();
        return report;
    }

    private static int exceptions(String name) throws Exception {
        for (JsonNode entry : Goldens.json("data/step1/manifest.json").path("synthetic")) {
            if (entry.path("name").asText().equals(name)) {
                return entry.path("exceptions").size();
            }
        }
        throw new AssertionError("the manifest has no entry " + name);
    }
}
