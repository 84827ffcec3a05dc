package org.steelworks.data.shard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldRuleTest {

    @Test
    void shouldReadTheTextOfARow() {
        assertThat(FieldRule.TEXT.read("{\"id\": NaN, \"text\": \"茶\"}")).isEqualTo(new FieldRule.Text("茶"));
        assertThat(FieldRule.TEXT.read("{\"text\": \"\"}")).isEqualTo(new FieldRule.Text(""));
        assertThat(FieldRule.WANJUAN.read("{\"content\": \"a\", \"q_main\": \"b\"}"))
                .isEqualTo(new FieldRule.Text("a"));
        assertThat(FieldRule.WANJUAN.read(
                        "{\"q_main\":\"1+1=?\",\"option_a\":\"1\",\"option_b\":\"2\",\"option_c\":\"3\","
                                + "\"option_d\":\"4\",\"option_e\":\"\",\"std_ans\":\"B\",\"answer_detail\":\"相加\"}"))
                .isEqualTo(new FieldRule.Text("1+1=?1234标准答案：B解析：相加"));
    }

    /** Whether the original passes over the row or its process ends there, from its code. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TEXT | {\"txt\": \"a\"} | false",
                "TEXT | {\"text\": null} | true",
                "TEXT | {\"text\": 3} | true",
                "TEXT | {\"text\": \"a\" | true",
                "TEXT | {\"text\": \"a\"} x | true",
                "TEXT | [\"text\"] | true",
                "TEXT | `` | true",
                "WANJUAN | {\"other\": 1} | true",
                "WANJUAN | {\"content\": null} | true",
                "WANJUAN | {\"q_main\": \"a\"} | false",
                "WANJUAN | {\"q_main\": null} | false"
            })
    void shouldSayWhyARowIsUnusable(FieldRule rule, String row, boolean stops) {
        assertThat(rule.read(row)).isInstanceOfSatisfying(FieldRule.Unusable.class, unusable -> {
            assertThat(unusable.stops()).isEqualTo(stops);
            assertThat(unusable.reason()).isNotBlank();
        });
    }
}
