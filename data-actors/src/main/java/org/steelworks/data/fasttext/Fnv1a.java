package org.steelworks.data.fasttext;

/** The 32-bit FNV-1a hash as fastText has it: bytes count as signed. */
final class Fnv1a {
    static final int START = 0x811C9DC5;
    private static final int PRIME = 16777619;

    private Fnv1a() {}

    static int plus(int hash, byte next) {
        return (hash ^ next) * PRIME;
    }

    static int of(byte[] text, int from, int to) {
        int hash = START;
        for (int i = from; i < to; i++) {
            hash = plus(hash, text[i]);
        }
        return hash;
    }
}
