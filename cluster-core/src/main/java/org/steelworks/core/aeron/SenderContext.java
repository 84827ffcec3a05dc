package org.steelworks.core.aeron;

import io.aeron.Aeron;

/** What all links of one sender share. */
record SenderContext(
        Aeron client, AeronSettings settings, LinkFaults faults, DataPlaneCounters counters, SharedMemory memory) {}
