package mptcp.core.mp.data;

import mptcp.core.wire.Checksum;

/** The checksum over a mapping and its data (RFC 8684 section 3.3.1, figure 10): always with the 64-bit DSN. */
public final class DssChecksum {
    private DssChecksum() {}

    /** @param dataSum folded sum of the mapped bytes */
    public static int of(long dsn, int ssn, int length, int dataSum) {
        return ~sum(dsn, ssn, length, dataSum) & 0xffff;
    }

    public static boolean good(long dsn, int ssn, int length, int dataSum, int checksum) {
        int total = Checksum.add(sum(dsn, ssn, length, dataSum), checksum);
        return total == 0xffff || total == 0;
    }

    private static int sum(long dsn, int ssn, int length, int dataSum) {
        int sum = Checksum.add(dataSum, dsn);
        sum = Checksum.add(sum, ssn & 0xffff_ffffL);
        return Checksum.add(sum, length & 0xffffL);
    }
}
