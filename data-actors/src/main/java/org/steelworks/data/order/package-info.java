/** Which block is the i-th sample of a run, and the generators that this depends on. Pure. */
package org.steelworks.data.order;
