package org.steelworks.data.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.steelworks.data.Goldens;
import org.steelworks.data.tokens.Tokenizer;

@Tag("goldens")
class ChatTemplateGoldenTest {

    @Test
    void shouldGiveTheIdsOfTheOriginalPrompt() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.open(Goldens.path("tokenizer"))) {
            String prompt = ChatTemplate.prompt(List.of(new ChatMessage("user", "Say this is a test")));
            assertThat(tokenizer.encode(prompt))
                    .containsExactly(
                            151644, 8948, 198, 2610, 525, 264, 10950, 17847, 13, 151645, 198, 151644, 872, 198, 45764,
                            419, 374, 264, 1273, 151645, 198, 151644, 77091, 198);
        }
        assertThat(ChatTemplate.JINJA)
                .isEqualTo(Goldens.json("tokenizer/tokenizer_config.json")
                        .path("chat_template")
                        .textValue());
    }
}
