/** fastText's supervised models, plain and compressed: which label a line of text has. */
package org.steelworks.data.fasttext;
