package org.steelworks.core.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
    @Test
    void shouldSortKeysAtEveryDepthAndDropSpaces() {
        String text = " { \"b\" : [ { \"z\": 1, \"a\": \"中\" } ] , \"a\" : null } ";

        assertThat(CanonicalJson.write(CanonicalJson.read(text, "test")))
                .isEqualTo("{\"a\":null,\"b\":[{\"a\":\"中\",\"z\":1}]}");
    }

    @Test
    void shouldRefuseWhatIsNotOneValueAndSayWhere() {
        assertThatThrownBy(() -> CanonicalJson.read("{\"a\":1,\n\"a\":2}", "file.json"))
                .hasMessageContaining("file.json, line 2");
        assertThatThrownBy(() -> CanonicalJson.read("{} {}", "file.json")).hasMessageContaining("file.json");
        assertThatThrownBy(() -> CanonicalJson.read("", "file.json")).hasMessageContaining("empty");
    }
}
