package mptcp.api.socket;

import java.util.HexFormat;

/**
 * A secret of 128 bits that Fast Open cookies are made with (RFC 7413 section 4.1.2). Servers behind one address share it, so
 * that a cookie of one is good for the others; a cookie is SipHash-2-4 of the two addresses, as Linux has it.
 *
 * @param low the first eight octets, the least significant first
 * @param high the other eight
 */
public record FastOpenKey(long low, long high) {
    private static final int GROUPS = 4;

    /** As Linux writes it: four groups of eight hexadecimal digits. @throws IllegalArgumentException if it is not that */
    public static FastOpenKey of(String text) {
        String[] groups = text.strip().split("-");
        if (groups.length != GROUPS) {
            throw new IllegalArgumentException("a key is four groups of hexadecimal digits, not '" + text + "'");
        }
        long[] words = new long[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            words[i] = HexFormat.fromHexDigits(groups[i]) & 0xffff_ffffL;
        }
        return new FastOpenKey(words[0] | words[1] << 32, words[2] | words[3] << 32);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits((int) low) + "-" + hex.toHexDigits((int) (low >>> 32)) + "-" + hex.toHexDigits((int) high)
                + "-" + hex.toHexDigits((int) (high >>> 32));
    }
}
