package org.steelworks.data.clean.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class Md5Test {
    @Test
    void shouldGiveTheBeginningOfThePlatformsDigest() throws Exception {
        Random random = new Random(5);
        byte[] bytes = new byte[400];
        random.nextBytes(bytes);
        Md5 md5 = new Md5();
        for (int length = 0; length <= 300; length++) {
            int from = random.nextInt(bytes.length - length);
            byte[] expected = MessageDigest.getInstance("MD5").digest(Arrays.copyOfRange(bytes, from, from + length));
            assertThat(md5.firstLong(bytes, from, from + length))
                    .as("%d bytes", length)
                    .isEqualTo(ByteBuffer.wrap(expected).getLong());
        }
    }
}
