/** Feeds a run's blocks to its workers: the shards of a run, the thread that sends them, and the actor around both. */
package org.steelworks.data.actor;
