/** Which samples a leaf of a step consists of, and how far ahead they may be asked for. Pure. */
package org.steelworks.data.feed;
