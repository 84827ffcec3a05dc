package org.steelworks.data.chat;

/**
 * One turn of a conversation.
 *
 * @param role who speaks: system, user, assistant or another name without line breaks
 * @param content what is said, taken literally
 */
public record ChatMessage(String role, String content) {

    public ChatMessage {
        if (role.isBlank() || role.indexOf('\n') >= 0) {
            throw new IllegalArgumentException(
                    "a message's role is one word such as system, user or assistant, got '" + role + "'");
        }
    }
}
