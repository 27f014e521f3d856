package mptcp.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The vectors of the paper's authors: key 00 to 0f, messages 00, 01, ... */
class SipHashTest {
    private static final long KEY0 = 0x0706050403020100L;
    private static final long KEY1 = 0x0f0e0d0c0b0a0908L;

    @Test
    void noWord() {
        assertEquals(0x726fdb47dd0e0e31L, SipHash.of(KEY0, KEY1));
    }

    @Test
    void oneWord() {
        assertEquals(0x93f5f5799a932462L, SipHash.of(KEY0, KEY1, KEY0));
    }

    @Test
    void twoWords() {
        assertEquals(0x3f2acc7f57c29bdbL, SipHash.of(KEY0, KEY1, KEY0, KEY1));
    }
}
