/** What a run's data were at its beginning and what was changed since. Pure. */
package org.steelworks.data.growth;
