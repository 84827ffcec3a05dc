/** Cleaning as actors: one coordinator hands out the units of a plan, data nodes or its own process do them. */
package org.steelworks.data.prepare;
