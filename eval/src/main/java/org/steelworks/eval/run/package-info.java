/** Evaluations from the specification to the files with the scores. */
package org.steelworks.eval.run;
