/**
 * Text to token ids and back, for every tokenizer. The only package that knows DJL's tokenizer library, and that decides
 * which engine works: the encoder of {@code data.bpe} or that library.
 */
package org.steelworks.data.tokens;
