/** What a cleaning shows of its operators: distributions, texts near the bounds, examples. */
package org.steelworks.data.evidence;
