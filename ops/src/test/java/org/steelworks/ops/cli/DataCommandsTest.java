package org.steelworks.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code prepare}, {@code convert} and {@code pack} on small invented files. */
class DataCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DOCUMENTS = "{\"text\":\"天地玄黄，宇宙洪荒。日月盈昃，辰宿列张。\"}\n"
            + "{\"text\":\"短\"}\n"
            + "{\"text\":\n"
            + "{\"text\":\"write to someone@example.com about the garden and the old mill\"}\n";

    @TempDir
    private Path folder;

    @Test
    void prepareCleansAndReports() throws IOException {
        Path in = write("raw/stories.jsonl", DOCUMENTS);
        Path out = folder.resolve("clean");

        CliRun run = CliRun.of("prepare", "--in", in, "--recipe", "steel-text-corrected", "--out", out, "--trace");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("stories").contains("4 records: 2 kept, 1 dropped, 0 skipped, 1 quarantined");
        List<String> kept = Files.readAllLines(out.resolve("stories.jsonl"));
        assertThat(kept).hasSize(2);
        assertThat(JSON.readTree(kept.get(0)).path("text").asText()).isEqualTo("天地玄黄,宇宙洪荒.日月盈昃,辰宿列张.");
        assertThat(kept.get(1)).doesNotContain("example.com");
        assertThat(out.resolve("report.json")).exists();
        assertThat(Files.readAllLines(out.resolve("quarantine.jsonl"))).hasSize(1);
        assertThat(Files.readAllLines(out.resolve("trace.jsonl"))).hasSize(3);

        CliRun again =
                CliRun.of("prepare", "--in", in, "--recipe", "steel-text-corrected", "--out", out, "--trace", "--json");
        JsonNode report = JSON.readTree(again.out());
        assertThat(report.path("kept").asLong()).isEqualTo(2);
        assertThat(report.path("quarantined").asLong()).isEqualTo(1);

        CliRun sample = CliRun.of(
                "prepare", "--in", in, "--recipe", "steel-text-corrected", "--out", out, "--trace-sample", "2");
        assertThat(sample.exitCode()).as(sample.err()).isZero();
        assertThat(Files.readAllLines(out.resolve("trace.jsonl"))).hasSize(2);
        CliRun none = CliRun.of(
                "prepare", "--in", in, "--recipe", "steel-text-corrected", "--out", out, "--trace-sample", "0");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("--trace-sample 0").contains("from 1 to 1000000");
    }

    @Test
    void prepareByARecipeOfItsKind() throws IOException {
        write("raw/stories.jsonl", DOCUMENTS);
        Path recipe = write(
                "clean.yaml",
                "kind: prepare\nprepare:\n  in: [raw/stories.jsonl]\n  recipe: steel-text-corrected\n  trace_sample: 1\n");
        Path out = folder.resolve("clean");

        CliRun run = CliRun.of("prepare", recipe, "--out", out);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readAllLines(out.resolve("stories.jsonl"))).hasSize(2);
        assertThat(Files.readAllLines(out.resolve("trace.jsonl"))).hasSize(1);
        CliRun nowhere = CliRun.of("prepare", recipe);
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.err()).contains("--out D").contains("prepare.out in");
        CliRun bare = CliRun.of("prepare", "--in", folder.resolve("raw"), "--recipe", "steel-text");
        assertThat(bare.exitCode()).isEqualTo(2);
        assertThat(bare.err()).contains("--out D");
        Path complete = write(
                "complete.yaml",
                "kind: prepare\nprepare: {in: [raw/stories.jsonl], recipe: steel-text-corrected, out: made/here}\n");
        assertThat(CliRun.of("prepare", complete).exitCode()).isZero();
        assertThat(folder.resolve("made/here/stories.jsonl")).hasSameBinaryContentAs(out.resolve("stories.jsonl"));
        assertThat(CliRun.of("prepare", complete, "--out", folder.resolve("elsewhere"))
                        .exitCode())
                .isZero();
        assertThat(folder.resolve("elsewhere/stories.jsonl")).exists();
        CliRun both = CliRun.of("prepare", recipe, "--in", folder.resolve("raw"), "--out", out);
        assertThat(both.exitCode()).isEqualTo(2);
    }

    @Test
    void prepareRefusesWhatItCannotUse() throws IOException {
        Path in = write("raw.jsonl", DOCUMENTS);
        Path out = folder.resolve("clean");
        CliRun missing = CliRun.of("prepare", "--in", folder.resolve("none"), "--recipe", "steel-text", "--out", out);
        assertThat(missing.exitCode()).isEqualTo(4);
        Path empty = write("empty.jsonl", "");
        CliRun nothing = CliRun.of("prepare", "--in", empty, "--recipe", "steel-text", "--out", out);
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err()).contains("empty.jsonl is empty");
        CliRun convert = CliRun.of("convert", "--format", "jsonl", "--in", empty, "--out", out);
        assertThat(convert.exitCode()).isEqualTo(1);
        assertThat(convert.err()).contains("empty.jsonl is empty");
        CliRun unknown = CliRun.of("prepare", "--in", in, "--recipe", "steel-txt", "--out", out);
        assertThat(unknown.exitCode()).isEqualTo(4);
        assertThat(unknown.err()).contains("steel-txt").contains("steel-text");
        Path recipe = write("ops.yaml", "process:\n  - clean_emial_mapper:\n");
        CliRun operator = CliRun.of("prepare", "--in", in, "--recipe", recipe, "--out", out);
        assertThat(operator.exitCode()).isEqualTo(2);
        assertThat(operator.err()).contains("line 2").contains("clean_email_mapper");
        assertThat(CliRun.of("prepare", "--in", in, "--out", out).err()).contains("say what to clean and how");
    }

    @Test
    void convertKeepsTheTextAsTheFormatSays() throws IOException {
        Path in = write(
                "baike.json",
                "{\"title\":\"茶\",\"summary\":\"一种饮料，常温热饮皆可，历史悠久。\",\"sections\":[{\"title\":\"分类\",\"content\":\"绿茶\"}]}\n");
        Path out = folder.resolve("converted");

        CliRun run = CliRun.of("convert", "--format", "baike", "--in", in, "--out", out);

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> lines = Files.readAllLines(out.resolve("processed_baidu_baike.jsonl"));
        assertThat(JSON.readTree(lines.get(0)).path("text").asText()).isEqualTo("茶：一种饮料,常温热饮皆可,历史悠久。分类：绿茶");
    }

    @Test
    void convertRefusesUnknownFormats() {
        CliRun unknown = CliRun.of("convert", "--format", "baik", "--in", folder, "--out", folder.resolve("out"));
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("\"baik\" is not known").contains("baidu-qa, belle-instruction");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "baidu-qa | q.json | {\"title\":\"问？\",\"answer\":\"答\"} | processed_baidu_QA | `assistant\n答`",
                "belle-instruction | b.json | {\"instruction\":\"i\",\"output\":\"an output that is long enough\"} | processed_BELLE | `i\nan output that is long enough`",
                "belle-conversation | c.json | {\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},{\"from\":\"assistant\",\"value\":\"the end\"}]} | processed_BELLE_conversations | `assistant\nthe end`",
                "moss | m.jsonl | {\"category\":\"c\",\"conversation\":[{\"human\":\"a\",\"assistant\":\"the end\"}]} | processed_moss | `assistant\nthe end`",
                "firefly | f.jsonl | {\"kind\":\"k\",\"input\":\"a\",\"target\":\"b\"} | processed_firefly | `assistant\nb`",
                "wiki | w.json | [{\"completion\":\"an article that is long enough\"}] | processed_wiki_cn | an article that is long enough",
                "wanjuan | p.jsonl | {\"id\":\"1\",\"content\":\"页\"} | processed_wanjuan | 页",
                "skypile | s.jsonl | {\"text\":\"Ａ\"} | processed_skypile | Ａ",
                "txt | t.txt | one document | documents | one document",
            })
    void convertReadsEveryFormatByNameAndByContent(
            String format, String file, String content, String set, String ending) throws IOException {
        Path in = write("in/" + file, content + "\n");

        CliRun run = CliRun.of("convert", "--format", format, "--in", in.getParent(), "--out", folder.resolve("named"));
        CliRun auto = CliRun.of("convert", "--format", "auto", "--in", in, "--out", folder.resolve("auto"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(auto.exitCode()).as(auto.err()).isZero();
        List<String> texts = texts(folder.resolve("named").resolve(set + ".jsonl"));
        assertThat(texts).singleElement().asString().endsWith(ending);
        assertThat(texts(folder.resolve("auto/documents.jsonl"))).isEqualTo(texts);
    }

    @Test
    void convertReadsTables() throws IOException {
        Path zhihu = resource("zhihu.parquet", "zhihu/zhihu.parquet");
        Path code = resource("starcode.parquet", "code/cpp/starcode.parquet");
        Path out = folder.resolve("out");

        CliRun run = CliRun.of("convert", "--format", "zhihu", "--in", zhihu.getParent(), "--out", out);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(texts(out.resolve("processed_zhihu.jsonl")))
                .singleElement()
                .asString()
                .endsWith("user\n茶怎么泡?<|im_end|>\n<|im_start|>assistant\n热水。\n两分钟");
        assertThat(Files.readString(out.resolve("quarantine.jsonl")))
                .contains("\"source\":\"zhihu.parquet\",\"line\":3,\"reason\":\"key \\\"METADATA\\\" is not JSON");
        CliRun starcoder = CliRun.of("convert", "--format", "starcoder", "--in", folder.resolve("code"), "--out", out);
        assertThat(starcoder.exitCode()).as(starcoder.err()).isZero();
        assertThat(texts(out.resolve("processed_starcode.jsonl"))).containsExactly("int a;\r\n", "ＡＢ");
        CliRun compat = CliRun.of("convert", "--compat", "--format", "starcoder", "--in", code, "--out", out);
        assertThat(compat.exitCode()).as(compat.err()).isZero();
        assertThat(Files.readString(out.resolve("processed_starcode.jsonl"))).endsWith("{\"text\": null}\n");
        CliRun mapped = CliRun.of(
                "prepare",
                "--in",
                code,
                "--recipe",
                "steel-text",
                "--text-field",
                "content",
                "--out",
                folder.resolve("p"));
        assertThat(mapped.err()).doesNotContain("known format");
    }

    @Test
    void convertReadsWanjuanArchivesByLanguage() throws IOException {
        String name = "part-000001.jsonl.tar.gz";
        Path root = resource(name, "wj/raw/CN/WebText-cn/" + name)
                .getParent()
                .getParent()
                .getParent();
        resource(name, "wj/raw/EN/WebText-en/" + name);
        resource(name, "wj/raw/other/" + name);
        Path out = folder.resolve("out");

        CliRun run = CliRun.of("convert", "--format", "wanjuan", "--in", root, "--out", out);

        assertThat(run.exitCode()).as(run.err()).isZero();
        List<String> expected = List.of("第一页", "第二页", "1+1=? A. 2 B. 3 标准答案：A解析：数数。");
        for (String set : List.of("processed_wanjuan_zh", "processed_wanjuan_en", "processed_wanjuan")) {
            assertThat(texts(out.resolve(set + ".jsonl"))).as(set).isEqualTo(expected);
        }
        assertThat(Files.readString(out.resolve("quarantine.jsonl")))
                .contains("\"source\":\"WebText-cn/" + name + "\",\"line\":3");
    }

    @Test
    void damagedFilesCostThemselves() throws IOException {
        write("in/a.jsonl", "{\"text\":\"sound\"}\n");
        write("in/b.parquet", "PAR1 and no more of a table");
        write("in/c.json", "[{\"text\":\"also sound\"},{\"text\":\"endless");
        write("in/d.jsonl.gz", "no gzip");
        write("in/e.jsonl.tar.gz", "no archive");
        Path out = folder.resolve("out");

        CliRun run = CliRun.of("convert", "--format", "auto", "--in", folder.resolve("in"), "--out", out);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(texts(out.resolve("documents.jsonl"))).containsExactly("sound", "also sound");
        assertThat(Files.readAllLines(out.resolve("quarantine.jsonl")))
                .hasSize(4)
                .satisfiesExactly(
                        table -> assertThat(table).contains("b.parquet").contains("\"line\":0"),
                        array -> assertThat(array).contains("c.json").contains("\"line\":2"),
                        packed -> assertThat(packed).contains("d.jsonl.gz"),
                        archive -> assertThat(archive).contains("e.jsonl.tar.gz"));
    }

    private List<String> texts(Path documents) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String line : Files.readAllLines(documents)) {
            texts.add(JSON.readTree(line).path("text").asText());
        }
        return texts;
    }

    private Path resource(String name, String to) throws IOException {
        Path target = folder.resolve(to);
        Files.createDirectories(target.getParent());
        try (InputStream in = getClass().getResourceAsStream("/raw/" + name)) {
            Files.copy(in, target);
        }
        return target;
    }

    @Test
    void packAndInspect() throws IOException {
        Path in = write("docs.jsonl", "{\"text\":\"hello\"}\nbroken\n{\"text\":\"ab\"}\n");
        Path out = folder.resolve("shards");

        CliRun run = CliRun.of(
                "pack", "--in", in, "--tokenizer", TinyModel.tokenizer(), "--out", out, "--block", 4, "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode report = JSON.readTree(run.out());
        assertThat(report.path("documents").asLong()).isEqualTo(2);
        assertThat(report.path("tokens").asLong()).isEqualTo(6);
        assertThat(report.path("rejected").asLong()).isEqualTo(1);
        assertThat(run.err()).contains("1 rows were rejected").contains("quarantine.jsonl");

        Path shard = out.resolve(report.path("shards").get(0).asText());
        CliRun inspect = CliRun.of("pack", "inspect", shard, "--count", 2, "--json");
        assertThat(inspect.exitCode()).as(inspect.err()).isZero();
        JsonNode shown = JSON.readTree(inspect.out());
        assertThat(shown.path("chunk_size").asLong()).isEqualTo(8);
        // hell o <|im_end|> a | b <|im_end|> pad pad
        assertThat(shown.path("shown").get(0).path("ids").toString()).isEqualTo("[258,111,261,97]");
        assertThat(shown.path("shown").get(1).path("ids").toString()).isEqualTo("[98,261,259,259]");
        assertThat(CliRun.of("pack", "inspect", shard).out()).contains("block 0 text hello<|im_end|>a");

        CliRun twice = CliRun.of("pack", "--in", in, "--tokenizer", TinyModel.tokenizer(), "--out", out);
        assertThat(twice.exitCode()).isEqualTo(2);
        assertThat(twice.err()).contains("holds packed shards already");
    }

    @Test
    void packNamesWhatIsWrong() throws IOException {
        Path in = write("docs.jsonl", "{\"text\":\"hello\"}\n");
        Path out = folder.resolve("shards");
        CliRun none =
                CliRun.of("pack", "--in", folder.resolve("none"), "--tokenizer", TinyModel.tokenizer(), "--out", out);
        assertThat(none.exitCode()).isEqualTo(4);
        CliRun block = CliRun.of("pack", "--in", in, "--tokenizer", TinyModel.tokenizer(), "--out", out, "--block", 1);
        assertThat(block.exitCode()).isEqualTo(2);
        assertThat(block.err()).contains("--block 1");
        Path damaged = Files.write(folder.resolve("x.bin"), new byte[40]);
        CliRun inspect = CliRun.of("pack", "inspect", damaged, "--block", 4, "--tokenizer", TinyModel.tokenizer());
        assertThat(inspect.exitCode()).isEqualTo(1);
        assertThat(inspect.err()).contains("does not begin with LITPKDS");
        assertThat(CliRun.of("pack", "inspect", folder.resolve("none.bin")).exitCode())
                .isEqualTo(4);
        Path blank = write("blank.jsonl", "");
        CliRun nothing = CliRun.of("pack", "--in", blank, "--tokenizer", TinyModel.tokenizer(), "--out", out);
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err()).contains("blank.jsonl: the file is empty");
        Path empty = write("empty.jsonl", "nothing\n");
        assertThat(CliRun.of("pack", "--in", empty, "--tokenizer", TinyModel.tokenizer(), "--out", out)
                        .err())
                .contains("hold no document");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
