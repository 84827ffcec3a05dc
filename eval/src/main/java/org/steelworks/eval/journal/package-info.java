/** What is done of an evaluation, so that a stopped one goes on. */
package org.steelworks.eval.journal;
