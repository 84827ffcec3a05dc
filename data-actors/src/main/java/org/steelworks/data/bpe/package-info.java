/**
 * Byte-level byte-pair encoding: texts to the ids that Hugging Face tokenizers gives, and back. Computes only, knows no
 * file; which tokenizers it may stand for is decided in {@code data.tokens}.
 */
package org.steelworks.data.bpe;
