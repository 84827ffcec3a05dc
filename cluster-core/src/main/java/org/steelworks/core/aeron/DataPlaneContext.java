package org.steelworks.core.aeron;

import java.nio.file.Path;
import org.agrona.concurrent.EpochClock;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;

/**
 * What a data plane is made of.
 *
 * @param settings of the process
 * @param driverFolder {@link MediaDriverOwner#driverFolder()} of the machine's node
 * @param inbox where this process receives; udp port 0 lets the kernel choose
 * @param sink takes what arrives
 * @param faults {@link LinkFaults#NONE} in production
 * @param nanoClock for waits and back-off
 * @param epochClock for the driver's heartbeat
 * @param idle of the thread that opens the data plane, while it waits for the driver
 */
public record DataPlaneContext(
        AeronSettings settings,
        Path driverFolder,
        Endpoint inbox,
        ChunkSink sink,
        LinkFaults faults,
        NanoClock nanoClock,
        EpochClock epochClock,
        IdleStrategy idle) {}
