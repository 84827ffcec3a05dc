package org.steelworks.core.aeron;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides whether a driver folder that lies around may be removed. */
final class DriverFolderRule {
    /** A driver writes its heartbeat every second. */
    static final long FRESH_HEARTBEAT_MS = 3_000;

    private static final Pattern NAME = Pattern.compile("steel-(\\d{1,10})-([a-z0-9-]{1,64})-(\\d{1,10})-(\\d{1,19})");

    private DriverFolderRule() {}

    /** Parts of a folder's name. */
    record Name(long uid, String node, long pid, long start) {
        @Override
        public String toString() {
            return "steel-" + uid + "-" + node + "-" + pid + "-" + start;
        }

        /** Null if the name is not one of ours. */
        static Name parse(String folder) {
            Matcher matcher = NAME.matcher(folder);
            if (!matcher.matches()) {
                return null;
            }
            return new Name(
                    Long.parseLong(matcher.group(1)),
                    matcher.group(2),
                    Long.parseLong(matcher.group(3)),
                    Long.parseLong(matcher.group(4)));
        }
    }

    /** @param reason a sentence why */
    record Decision(boolean remove, String reason) {}

    /**
     * What the machine says about a folder.
     *
     * @param start when the process of the folder's pid started, empty if there is none
     * @param visible whether the folder's process, if alive, is one that we see: it shares our pid namespace
     * @param freshHeartbeat whether a driver in the folder was alive within {@link #FRESH_HEARTBEAT_MS}
     */
    record Evidence(OptionalLong start, boolean visible, boolean freshHeartbeat) {}

    /** @param ownUid user of this process */
    static Decision decide(Name name, long ownUid, Evidence evidence) {
        if (name.uid() != ownUid) {
            return new Decision(false, "it belongs to user " + name.uid() + ", this process to " + ownUid);
        }
        if (!evidence.visible()) {
            return evidence.freshHeartbeat()
                    ? new Decision(false, "a driver of another container is alive in it")
                    : new Decision(true, "the driver of another container in it has stopped");
        }
        OptionalLong start = evidence.start();
        if (start.isPresent() && start.getAsLong() == name.start()) {
            return new Decision(false, "process " + name.pid() + " of node " + name.node() + " is alive");
        }
        String gone = start.isPresent() ? " is another process now" : " is gone";
        return new Decision(true, "process " + name.pid() + " of node " + name.node() + gone);
    }
}
