/** What a run's data were at its beginning and what was added since. Pure. */
package org.steelworks.data.growth;
