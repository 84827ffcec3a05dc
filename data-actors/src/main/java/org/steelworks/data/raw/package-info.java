/** Raw files to texts: lines of bounded length, formats of the data sets, and what is wrong with a record. */
package org.steelworks.data.raw;
