/** From raw files to cleaned documents: the stream inside a unit, and putting the units together. */
package org.steelworks.data.flow;
