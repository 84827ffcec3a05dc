/** From a model's numbers to scores. Pure. */
package org.steelworks.eval.score;
