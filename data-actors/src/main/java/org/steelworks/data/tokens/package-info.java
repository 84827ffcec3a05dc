/** Text to token ids and back. The only package that knows DJL's tokenizer library. */
package org.steelworks.data.tokens;
