/** Result files in the layout of lm-eval. */
package org.steelworks.eval.result;
