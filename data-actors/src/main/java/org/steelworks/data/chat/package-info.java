/** Conversations as text of the chat format. Pure. */
package org.steelworks.data.chat;
