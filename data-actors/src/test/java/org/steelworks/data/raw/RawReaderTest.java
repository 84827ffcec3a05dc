package org.steelworks.data.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawReaderTest {
    private static final String HEAD = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n";

    private static RawRecord read(RawFormat format, ReadingRules rules, String json) {
        return read(format, rules, json.getBytes(UTF_8));
    }

    private static RawRecord read(RawFormat format, ReadingRules rules, byte[] json) {
        return format.parser(rules, TextField.TEXT).parse(new RawLine(1, 0, json, "", false));
    }

    private static RawRecord read(RawFormat format, String json) {
        return read(format, ReadingRules.CORRECTED, json);
    }

    @Test
    void shouldJoinAnEntryWithoutSeparatorsAfterNormalisation() {
        RawRecord entry = read(
                RawFormat.BAIKE,
                "{\"title\":\"茶\",\"summary\":\"一种饮料，常温热饮皆可，历史悠久。\","
                        + "\"sections\":[{\"title\":\"分类\",\"content\":\"绿茶\"}]}");

        assertThat(entry).isEqualTo(new RawRecord.Text("茶：一种饮料,常温热饮皆可,历史悠久。分类：绿茶"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\":\"x\",\"summary\":null} | title or summary is empty",
                "{\"title\":\"短\",\"summary\":\"短\",\"sections\":[]} | text shorter than 20 characters",
            })
    void shouldSayWhyASoundEntryIsLeftOut(String json, String reason) {
        assertThat(read(RawFormat.BAIKE, json)).isEqualTo(new RawRecord.Skipped(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "baike | {\"title\":\"好\",\"summary\":\"好\"} | key \"sections\" is missing",
                "baike | {\"title\":3,\"summary\":\"好\"} | key \"title\" is a number, expected a string",
                "baike | {\"title\":\"a\",\"summary\":\"b\",\"sections\":[7]} | expected an object with \"title\", found a number",
                "baidu-qa | {\"title\":\"a\"} | key \"answer\" is missing",
                "belle-instruction | {\"instruction\":\"a\"} | key \"output\" is missing",
                "firefly | {\"input\":\"a\",\"target\":\"b\"} | key \"kind\" is missing",
                "firefly | {\"kind\":1,\"input\":\"a\",\"target\":\"b\"} | key \"kind\" is a number, expected a string",
                "moss | {\"conversation\":[]} | key \"category\" is missing",
                "moss | {\"category\":1,\"conversation\":[{\"human\":\"a\"}]} | key \"assistant\" is missing",
                "wiki | {\"source\":\"s\"} | key \"completion\" is missing",
                "zhihu | {\"INSTRUCTION\":\"a\",\"RESPONSE\":\"b\",\"METADATA\":\"{}\"} | key \"SOURCE\" is missing",
                "zhihu | {\"INSTRUCTION\":\"a\",\"RESPONSE\":\"b\",\"SOURCE\":\"c\",\"METADATA\":null} | key \"METADATA\" is null, expected a string",
                "starcoder | {\"max_stars_count\":1} | key \"content\" is missing",
                "wanjuan | {\"id\":1} | there is neither 'content' nor 'q_main' (the row has 'id')",
                "belle-conversation | {\"conversations\":{}} | key \"conversations\" is an object, expected a list",
                "jsonl | {\"text\":42} | key \"text\" is a number, expected a string",
                "jsonl | {\"txt\":\"a\"} | key \"text\" is missing",
                "jsonl | [1] | the record is an array, expected a JSON object",
                "jsonl | {\"text\":\"\\ud800\"} | the text holds half of a surrogate pair, which UTF-8 cannot express",
            })
    void shouldSayWhatIsWrongWithARecord(String format, String json, String reason) {
        assertThat(read(RawFormat.of(format), json)).isEqualTo(new RawRecord.Malformed(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"text\":\"a\"", "{not json}", "{\"text\":\"a\"} {\"text\":\"b\"}", "{'text':'a'}"})
    void shouldRefuseWhatIsNotOneJsonObject(String json) {
        assertThat(read(RawFormat.JSONL, json))
                .isInstanceOfSatisfying(RawRecord.Malformed.class, m -> assertThat(m.reason())
                        .startsWith("the record is not one JSON object"));
    }

    @Test
    void shouldRefuseZeroBytes() {
        assertThat(read(RawFormat.JSONL, ReadingRules.CORRECTED, new byte[2]))
                .isInstanceOfSatisfying(RawRecord.Malformed.class, m -> assertThat(m.reason())
                        .startsWith("the record is not one JSON object"));
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        RawRecord read = read(RawFormat.JSONL, ReadingRules.CORRECTED, "{\"text\":\"é\"}".getBytes(ISO_8859_1));

        assertThat(read).isEqualTo(new RawRecord.Malformed("the record is not UTF-8; convert the file to UTF-8"));
    }

    @Test
    void shouldKeepAPlainTextAsItIs() {
        assertThat(read(RawFormat.JSONL, "{\"text\":\" ＡＢ\\r\\n\\u0000 \"}"))
                .isEqualTo(new RawRecord.Text(" ＡＢ\r\n\0 "));
        assertThat(read(RawFormat.JSONL, "{\"text\":\"\"}")).isEqualTo(new RawRecord.Text(""));
        assertThat(read(RawFormat.JSONL, "{\"text\":null}")).isEqualTo(new RawRecord.Skipped("text is null"));
    }

    @Test
    void shouldPairQuestionsAndAnswersByPlaceAndSpeaker() {
        String json =
                "{\"conversations\":[{\"from\":\"human\",\"value\":\"1+1？\"},{\"from\":\"assistant\",\"value\":\"2。\"},"
                        + "{\"from\":\"human\",\"value\":\"x\"},{\"from\":\"human\",\"value\":\"y\"}]}";

        assertThat(read(RawFormat.BELLE_CONVERSATION, json))
                .isEqualTo(new RawRecord.Text(HEAD + "<|im_start|>user\n1+1?<|im_end|>\n<|im_start|>assistant\n2。"));
    }

    @Test
    void shouldKeepTheEndOfAnAnswerThatTheOriginalEatsAway() {
        String json = "{\"conversations\":[{\"from\":\"human\",\"value\":\"q\"},"
                + "{\"from\":\"assistant\",\"value\":\"See you at the end\"}]}";
        String start = HEAD + "<|im_start|>user\nq<|im_end|>\n<|im_start|>assistant\n";

        assertThat(read(RawFormat.BELLE_CONVERSATION, ReadingRules.CORRECTED, json))
                .isEqualTo(new RawRecord.Text(start + "See you at the end"));
        assertThat(read(RawFormat.BELLE_CONVERSATION, ReadingRules.COMPAT, json))
                .isEqualTo(new RawRecord.Text(start + "See you at the "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "baidu-qa | {\"title\":\"天为何蓝\",\"desc\":\"x\",\"answer\":\"散射\\r\\n所致\"} | 天为何蓝 | `散射\n所致`",
                "firefly | {\"kind\":null,\"input\":\"问？\",\"target\":\"①\"} | 问? | 1",
                "zhihu | {\"INSTRUCTION\":\"Q\",\"RESPONSE\":\"R\",\"SOURCE\":\"Zhihu\",\"METADATA\":\"{\\\"upvotes\\\": \\\"赞同 100\\\"}\"} | Q | R",
                "moss | {\"category\":1,\"conversation\":[{\"human\":\"Ａ\",\"assistant\":\"fine\"}]} | A | fine",
            })
    void shouldMakeAChatTextOfAQuestionAndItsAnswer(String format, String json, String question, String answer) {
        assertThat(read(RawFormat.of(format), json))
                .isEqualTo(new RawRecord.Text(
                        HEAD + "<|im_start|>user\n" + question + "<|im_end|>\n<|im_start|>assistant\n" + answer));
    }

    @Test
    void shouldKeepAnEndTheSameForQuestionsByAnyRules() {
        String json = "{\"title\":\"q\",\"answer\":\"the end\"}";

        assertThat(read(RawFormat.BAIDU_QA, ReadingRules.COMPAT, json)).isEqualTo(read(RawFormat.BAIDU_QA, json));
    }

    @Test
    void shouldEatAwayTheEndOfAConversationByTheOriginalsRules() {
        String json = "{\"category\":\"x\",\"conversation\":[{\"human\":\"a\",\"assistant\":\"b。\"},"
                + "{\"human\":\"c\",\"assistant\":\"fine\"}]}";

        assertThat(read(RawFormat.MOSS, ReadingRules.COMPAT, json))
                .isEqualTo(
                        new RawRecord.Text(HEAD + "<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\nb。<|im_end|>\n"
                                + "<|im_start|>user\nc<|im_end|>\n<|im_start|>assistant\nf"));
        assertThat(read(RawFormat.MOSS, ReadingRules.COMPAT, "{\"category\":\"x\",\"conversation\":[]}"))
                .isEqualTo(new RawRecord.Text(HEAD.substring(0, 47)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "赞同 99 | false",
                "赞同 100 | true",
                "1000 | true",
                "赞同  150 | true",
                "赞同 1.2 万 | false",
                "赞同 1_000 | true",
                "赞同 1__000 | false",
                "赞同 １５０ | true",
                "赞同 -500 | false",
                "赞同 | false",
            })
    void shouldKeepAnswersWithVotes(String votes, boolean kept) {
        String json = "{\"INSTRUCTION\":\"Q\",\"RESPONSE\":\"R\",\"SOURCE\":\"s\",\"METADATA\":\"{\\\"upvotes\\\":\\\""
                + votes + "\\\"}\"}";

        assertThat(read(RawFormat.ZHIHU, json) instanceof RawRecord.Text).isEqualTo(kept);
        assertThat(read(RawFormat.ZHIHU, json.replace("upvotes", "votes")))
                .isEqualTo(new RawRecord.Skipped(ZhihuReader.TOO_FEW_VOTES));
    }

    @Test
    void shouldKeepSourceCodeAsItIs() {
        assertThat(read(RawFormat.STARCODER, "{\"max_stars_count\":NaN,\"content\":\"int a;\\r\\n\"}"))
                .isEqualTo(new RawRecord.Text("int a;\r\n"));
        assertThat(read(RawFormat.STARCODER, "{\"max_stars_count\":-0.5,\"content\":\"\"}"))
                .isEqualTo(new RawRecord.Text(""));
        assertThat(read(RawFormat.STARCODER, "{\"max_stars_count\":-1.0,\"content\":\"a\"}"))
                .isEqualTo(new RawRecord.Skipped(StarcoderReader.NEGATIVE_STARS));
        String empty =
                "{\"max_stars_repo_path\":\"p\",\"max_stars_repo_name\":\"n\",\"max_stars_count\":null,\"id\":\"1\","
                        + "\"content\":null}";
        assertThat(read(RawFormat.STARCODER, empty)).isEqualTo(new RawRecord.Skipped("content is null"));
        assertThat(read(RawFormat.STARCODER, ReadingRules.COMPAT, empty)).isEqualTo(new RawRecord.NoText());
        assertThat(read(RawFormat.STARCODER, ReadingRules.COMPAT, "{\"content\":\"a\"}"))
                .isInstanceOf(RawRecord.Malformed.class);
    }

    @Test
    void shouldJoinAnInstructionAndItsOutputWithoutTheInput() {
        assertThat(read(
                        RawFormat.BELLE_INSTRUCTION,
                        "{\"instruction\":\"翻译成英文\",\"input\":\"你好\",\"output\":\"Hello, how are you doing?\"}"))
                .isEqualTo(new RawRecord.Text("翻译成英文\nHello, how are you doing?"));
        assertThat(read(RawFormat.BELLE_INSTRUCTION, "{\"conversations\":[]}"))
                .isEqualTo(new RawRecord.Skipped("no key \"instruction\""));
    }

    @Test
    void shouldCountTheCharactersOfAnArticleAfterNormalisation() {
        assertThat(read(RawFormat.WIKI, "{\"completion\":\"长江是亚洲第一长河，全长六千余公里。\"}"))
                .isEqualTo(new RawRecord.Skipped(SourceText.TOO_SHORT));
        assertThat(read(RawFormat.WIKI, "{\"completion\":\"㍿㍿㍿㍿㍿\"}"))
                .isEqualTo(new RawRecord.Text("株式会社株式会社株式会社株式会社株式会社"));
    }

    @Test
    void shouldJoinAnExamQuestionWithItsAnswer() {
        String exam = "{\"q_main\":\"1+1=?\",\"option_a\":\"A\",\"option_b\":\"B\",\"option_c\":\"\",\"option_d\":\"\","
                + "\"option_e\":\"\",\"std_ans\":\"A\",\"answer_detail\":\"数数\",\"q_type\":\"x\"}";

        assertThat(read(RawFormat.WANJUAN, exam)).isEqualTo(new RawRecord.Text("1+1=?AB标准答案：A解析：数数"));
        assertThat(read(RawFormat.WANJUAN, "{\"id\":\"1\",\"content\":\"Ａ\\r\"}"))
                .isEqualTo(new RawRecord.Text("Ａ\r"));
    }

    @Test
    void shouldFindTheTextWhereTheFieldSays() {
        TextField nested = new TextField("data.body");
        RawParser parser = RawFormat.JSONL.parser(ReadingRules.CORRECTED, nested);

        assertThat(parser.parse(line("{\"data\":{\"body\":\"in\"}}"))).isEqualTo(new RawRecord.Text("in"));
        assertThat(parser.parse(line("{\"data\":{\"body\":\"in\"},\"data.body\":\"plain\"}")))
                .isEqualTo(new RawRecord.Text("plain"));
        assertThat(parser.parse(line("{\"text\":\"other\"}")))
                .isEqualTo(new RawRecord.Malformed("key \"data.body\" is missing"));
        assertThat(FormatDetection.of(line("{\"title\":\"a\",\"summary\":\"b\",\"data\":{\"body\":\"c\"}}"), nested))
                .contains(RawFormat.JSONL);
    }

    @Test
    void shouldTakeAByteOrderMarkForAFaultByTheOriginalsRulesAlone() {
        String json = "\uFEFF{\"text\":\"a\"}";

        assertThat(read(RawFormat.JSONL, json)).isEqualTo(new RawRecord.Text("a"));
        assertThat(read(RawFormat.JSONL, ReadingRules.COMPAT, json)).isInstanceOf(RawRecord.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\":1,\"summary\":1} | baike",
                "{\"qid\":1,\"title\":1,\"answer\":1} | baidu-qa",
                "{\"instruction\":1,\"input\":1,\"output\":1} | belle-instruction",
                "{\"conversations\":1,\"instruction\":1,\"output\":1} | belle-conversation",
                "{\"category\":1,\"conversation\":1} | moss",
                "{\"kind\":1,\"input\":1,\"target\":1} | firefly",
                "{\"INSTRUCTION\":1,\"RESPONSE\":1} | zhihu",
                "{\"completion\":1,\"source\":1} | wiki",
                "{\"id\":1,\"content\":1} | wanjuan",
                "{\"q_main\":1} | wanjuan",
                "{\"text\":1,\"content\":1} | jsonl",
                "{\"content\":1,\"max_stars_count\":1} | starcoder",
            })
    void shouldTellFormatsByTheirKeys(String json, String format) {
        assertThat(FormatDetection.of(line(json), TextField.TEXT)).contains(RawFormat.of(format));
    }

    @Test
    void shouldNotTellAFormatByOtherKeysOrADamagedRecord() {
        assertThat(FormatDetection.of(line("{broken"), TextField.TEXT)).isEmpty();
        assertThat(FormatDetection.of(line("{\"other\":1}"), TextField.TEXT)).isEmpty();
        RawLine tooLong = new RawLine(1, 0, "{\"text\":\"a\"}".getBytes(UTF_8), "the line is too long", false);
        assertThat(FormatDetection.of(tooLong, TextField.TEXT)).isEmpty();
    }

    private static RawLine line(String json) {
        return new RawLine(1, 0, json.getBytes(UTF_8), "", false);
    }
}
