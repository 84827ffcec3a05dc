package org.steelworks.core.ledger;

/**
 * One shard as the data ledger knows it: by content, never by path.
 *
 * @param sha256 SHA-256 of the whole shard file, 64 lower-case hex digits
 * @param blocks how many of its blocks are samples, from block 0 on; at least 1
 */
public record ShardEntry(String sha256, long blocks) {
    private static final int HEX_DIGITS = 64;

    public ShardEntry {
        if (sha256.length() != HEX_DIGITS || !sha256.chars().allMatch(ShardEntry::isLowerHex)) {
            throw new IllegalArgumentException(
                    "a shard's content hash is 64 lower-case hex digits, got '" + sha256 + "'");
        }
        if (blocks < 1) {
            throw new IllegalArgumentException(
                    "shard " + sha256 + " has " + blocks + " blocks; a shard holds at least one");
        }
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }
}
