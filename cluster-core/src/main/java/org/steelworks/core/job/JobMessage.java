package org.steelworks.core.job;

/** What may cross nodes between the job scheduler and whoever asks it; bound to Jackson CBOR. */
public interface JobMessage {}
