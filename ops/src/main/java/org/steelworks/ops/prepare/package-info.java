/** Cleaning and conversion in the process of a command. */
package org.steelworks.ops.prepare;
