/** Evaluations inside an actor system. */
package org.steelworks.eval.actor;
