package org.steelworks.ops.http;

import java.util.Locale;

/** What a token allows; each role includes the ones before it. */
public enum Role {
    /** Read everything. */
    VIEWER,
    /** Submit jobs. */
    SUBMITTER,
    /** Stop, resume, scale jobs and change their priority. */
    OPERATOR,
    /** Everything. */
    ADMIN;

    /** Whether this role may do what {@code needed} may. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** The word in files and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
