/** Tasks: their items and the prompts made of them. Pure. */
package org.steelworks.eval.task;
