/** The bundled corpus of the quickstart and its exam, made from a seed. */
package org.steelworks.data.corpus;
