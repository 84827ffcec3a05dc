package org.steelworks.core.aeron;

/**
 * Where a process receives frames.
 *
 * @param machine names the media driver: processes with equal names share memory
 * @param stream inbox of the process, unique per machine and never used twice (see {@link StreamPlan#inboxStream})
 * @param udp {@code host:port}, empty if it receives from its own machine only; port 0 lets the kernel choose
 */
public record Endpoint(String machine, int stream, String udp) {
    public Endpoint {
        if (machine.isBlank()) {
            throw new IllegalArgumentException("the endpoint of stream " + stream + " needs a machine name");
        }
        if (!udp.isEmpty() && !udp.matches("[A-Za-z0-9._\\[\\]:-]{1,255}:[0-9]{1,5}")) {
            throw new IllegalArgumentException("udp endpoint '" + udp + "' must look like 10.0.0.1:40100");
        }
    }
}
