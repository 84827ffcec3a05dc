/** A trained model, ready to be asked. */
package org.steelworks.eval.model;
