/** Data files of evaluations. */
package org.steelworks.eval.source;
