package org.steelworks.data.chat;

import java.util.List;

/**
 * The chat format of Qwen that Steel-LLM uses: each message is {@code <|im_start|>role\ncontent<|im_end|>\n}; a
 * conversation that does not begin with a system message gets the default one in front. Literal special strings inside
 * a content become special tokens, as they do in the original.
 */
public final class ChatTemplate {
    /** Begins a message. */
    public static final String START = "<|im_start|>";
    /** Ends a message. */
    public static final String END = "<|im_end|>";
    /** The system message of conversations that bring none. */
    public static final String DEFAULT_SYSTEM = "You are a helpful assistant.";

    /** The same format as a Jinja template, for exported tokenizers. */
    public static final String JINJA = "{% for message in messages %}"
            + "{% if loop.first and messages[0]['role'] != 'system' %}"
            + "{{ '" + START + "system\n" + DEFAULT_SYSTEM + END + "\n' }}{% endif %}"
            + "{{'" + START + "' + message['role'] + '\n' + message['content'] + '" + END + "' + '\n'}}"
            + "{% endfor %}"
            + "{% if add_generation_prompt %}{{ '" + START + "assistant\n' }}{% endif %}";

    private ChatTemplate() {}

    /** The conversation as text that ends behind its last message. */
    public static String render(List<ChatMessage> messages) {
        StringBuilder text = new StringBuilder();
        if (!messages.isEmpty() && !messages.get(0).role().equals("system")) {
            append(text, "system", DEFAULT_SYSTEM);
        }
        for (ChatMessage message : messages) {
            append(text, message.role(), message.content());
        }
        return text.toString();
    }

    /** The conversation as text that ends where the assistant begins to speak. */
    public static String prompt(List<ChatMessage> messages) {
        return render(messages) + START + "assistant\n";
    }

    private static void append(StringBuilder text, String role, String content) {
        text.append(START).append(role).append('\n').append(content).append(END).append('\n');
    }
}
