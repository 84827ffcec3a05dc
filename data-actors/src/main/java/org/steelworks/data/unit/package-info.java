/** Units of cleaning: which byte ranges there are, what came of each, and what is done. */
package org.steelworks.data.unit;
