package org.steelworks.ops.status;

/** What nodes tell the status boards of other nodes; bound to Jackson CBOR. */
public interface StatusMessage {}
