/** N-gram language models in ARPA's text form and in KenLM's binary forms, scored as KenLM does. */
package org.steelworks.data.ngram;
