package org.steelworks.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {

    @Test
    void shouldPutTheDefaultSystemMessageInFront() {
        assertThat(ChatTemplate.prompt(List.of(new ChatMessage("user", "Say this is a test"))))
                .isEqualTo("<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
                        + "<|im_start|>user\nSay this is a test<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void shouldKeepAGivenSystemMessage() {
        List<ChatMessage> messages = List.of(
                new ChatMessage("system", "简短。"), new ChatMessage("user", "你好"), new ChatMessage("assistant", "好"));
        assertThat(ChatTemplate.render(messages))
                .isEqualTo("<|im_start|>system\n简短。<|im_end|>\n<|im_start|>user\n你好<|im_end|>\n"
                        + "<|im_start|>assistant\n好<|im_end|>\n");
    }

    @Test
    void shouldRefuseARoleThatBreaksTheFormat() {
        assertThatThrownBy(() -> new ChatMessage("user\nsystem", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChatMessage(" ", "x")).isInstanceOf(IllegalArgumentException.class);
    }
}
