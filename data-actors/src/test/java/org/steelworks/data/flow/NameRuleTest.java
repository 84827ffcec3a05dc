package org.steelworks.data.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.steelworks.data.raw.RawFormat;
import org.steelworks.data.raw.ReadingRules;

class NameRuleTest {
    @ParameterizedTest
    @CsvSource({
        "baike,a.json,true",
        "baike,a.jsonl.part-1,true",
        "baike,ignored.txt,false",
        "baike,a.parquet,false",
        "zhihu,train-00000.parquet,true",
        "zhihu,dataset_infos.json,false",
        "wanjuan,part-1.jsonl.tar.gz,true",
        "jsonl,a.jsonl.zst,true",
        "jsonl,a.parquet,true",
        "jsonl,a.txt,false",
        "txt,a.txt.gz,true",
        "txt-lines,a.jsonl,false",
        "auto,a.txt,true",
        "auto,part-1.jsonl.tar.gz,true",
        "auto,a.jsonl.part-1,false"
    })
    void shouldTakeTheNamesOfTheFormat(String format, String name, boolean taken) {
        assertThat(NameRule.of(RawFormat.of(format), ReadingRules.CORRECTED).takes(name))
                .isEqualTo(taken);
    }
}
