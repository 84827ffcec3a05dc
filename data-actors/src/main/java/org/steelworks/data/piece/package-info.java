/** SentencePiece models: a text to the pieces that the original library gives. Computes only, knows no file. */
package org.steelworks.data.piece;
