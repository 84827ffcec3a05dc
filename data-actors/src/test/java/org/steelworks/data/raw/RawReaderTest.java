package org.steelworks.data.raw;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawReaderTest {
    private static final String HEAD = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n";

    private static RawRecord read(RawFormat format, ReadingRules rules, String json) {
        return read(format, rules, json.getBytes(UTF_8));
    }

    private static RawRecord read(RawFormat format, ReadingRules rules, byte[] json) {
        return new RecordParser(format.reader(rules)).parse(new RawLine(1, 0, json, "", false));
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
                "belle-conversation | {\"conversations\":{}} | key \"conversations\" is an object, expected a list",
                "jsonl | {\"text\":42} | key \"text\" is a number, expected a string",
                "jsonl | {\"txt\":\"a\"} | key \"text\" is missing",
                "jsonl | [1] | the line is an array, expected a JSON object",
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
                        .startsWith("the line is not one JSON object"));
    }

    @Test
    void shouldRefuseZeroBytes() {
        assertThat(read(RawFormat.JSONL, ReadingRules.CORRECTED, new byte[2]))
                .isInstanceOfSatisfying(RawRecord.Malformed.class, m -> assertThat(m.reason())
                        .startsWith("the line is not one JSON object"));
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        RawRecord read = read(RawFormat.JSONL, ReadingRules.CORRECTED, "{\"text\":\"é\"}".getBytes(ISO_8859_1));

        assertThat(read).isEqualTo(new RawRecord.Malformed("the line is not UTF-8; convert the file to UTF-8"));
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

    @Test
    void shouldTellFormatsByTheFirstSoundRecord() {
        List<RawLine> lines = List.of(
                line("{broken"), line("{\"other\":1}"), line("{\"conversations\":[]}"), line("{\"text\":\"a\"}"));

        assertThat(FormatDetection.of(lines)).contains(RawFormat.BELLE_CONVERSATION);
        assertThat(FormatDetection.of(lines.subList(0, 2))).isEmpty();
        assertThat(FormatDetection.of(List.of(line("{\"title\":\"a\",\"summary\":\"b\"}"))))
                .contains(RawFormat.BAIKE);
    }

    private static RawLine line(String json) {
        return new RawLine(1, 0, json.getBytes(UTF_8), "", false);
    }
}
