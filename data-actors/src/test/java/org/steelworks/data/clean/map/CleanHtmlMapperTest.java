package org.steelworks.data.clean.map;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.steelworks.data.clean.Mapper;

final class CleanHtmlMapperTest {
    private final Mapper mapper = new CleanHtmlMapper();

    @Test
    void shouldMarkItems() {
        assertThat(mapper.map("<ul><li>one</li><li>two</li></ul>")).isEqualTo("\n*one\n*two");
        assertThat(mapper.map("<ol><li>one</li></ol>")).isEqualTo("*\n*one");
        assertThat(mapper.map("x<LI>one</LI><li class=a>two")).isEqualTo("xonetwo");
    }

    @Test
    void shouldReplaceListTagsOneAfterTheOther() {
        assertThat(mapper.map("x<o</li>l>y")).isEqualTo("x\n*y");
        assertThat(mapper.map("x<l</ol>i>y")).isEqualTo("xy");
        assertThat(mapper.map("x<title><li></title>")).isEqualTo("x\n*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "中文", "a < b", "x </>", "a\n"})
    void shouldReturnTheSameObjectWhenNothingChanges(String text) {
        assertThat(mapper.map(text)).isSameAs(text);
    }
}
