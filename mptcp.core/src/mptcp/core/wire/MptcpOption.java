package mptcp.core.wire;

import java.lang.foreign.MemorySegment;

/**
 * The MPTCP options of one segment, parsed (RFC 8684 section 3; RFC 6824 section 3 where they differ). A segment may carry
 * several subtypes; an option whose length its subtype does not allow counts as absent.
 */
public final class MptcpOption {
    public static final int MP_CAPABLE = 0;
    public static final int MP_JOIN = 1;
    public static final int DSS = 2;
    public static final int ADD_ADDR = 3;
    public static final int REMOVE_ADDR = 4;
    public static final int MP_PRIO = 5;
    public static final int MP_FAIL = 6;
    public static final int MP_FASTCLOSE = 7;
    public static final int MP_TCPRST = 8;

    /** Flags of MP_CAPABLE: checksum required, extensibility, no joins to this address, HMAC as of the version. */
    public static final int FLAG_CHECKSUM = 0x80;
    public static final int FLAG_EXTENSIBLE = 0x40;
    public static final int FLAG_NO_JOIN = 0x20;
    public static final int FLAG_HMAC = 0x01;
    /** D to H: what the two ends may agree on to prove themselves with. */
    public static final int FLAGS_ALGORITHMS = 0x1f;

    /** Flags of DSS (RFC 8684 figure 9). */
    public static final int DSS_FIN = 0x10;
    public static final int DSS_DSN64 = 0x08;
    public static final int DSS_MAP = 0x04;
    public static final int DSS_ACK64 = 0x02;
    public static final int DSS_ACK = 0x01;

    public static final int MAX_REMOVED_IDS = 16;

    private int present;
    // MP_CAPABLE
    private int version;
    private int capableFlags;
    private int keys;
    private long senderKey;
    private long receiverKey;
    private int capableDataLength;
    private int capableChecksum;
    // MP_JOIN
    private int joinLength;
    private boolean backup;
    private int addressId;
    private int token;
    private int nonce;
    private long hmacHi;
    private long hmacMid;
    private int hmacLo;
    // DSS
    private int dssFlags;
    private long dataAck;
    private long dsn;
    private int ssn;
    private int mapLength;
    private int checksum;
    // ADD_ADDR, REMOVE_ADDR
    private boolean echo;
    private int addId;
    private long addHi;
    private long addLo;
    private int addPort;
    private boolean addHasHmac;
    private long addHmac;
    private final int[] removed = new int[MAX_REMOVED_IDS];
    private int removedCount;
    // MP_PRIO, MP_FAIL, MP_FASTCLOSE, MP_TCPRST
    private boolean prioBackup;
    private int prioId;
    private long failDsn;
    private long closeKey;
    private int resetReason;
    private boolean resetTransient;

    void clear() {
        present = 0;
    }

    /** The MP_CAPABLE of the SYN before this acknowledgement, which has both keys: version 1, without a key. */
    void restoreCapable(MptcpOption ack) {
        present = 1 << MP_CAPABLE;
        version = 1;
        capableFlags = ack.capableFlags;
        keys = 0;
        senderKey = 0;
        receiverKey = 0;
        capableDataLength = -1;
        capableChecksum = -1;
    }

    void parse(MemorySegment m, long at, int size, boolean syn) {
        if (size < 3) {
            return;
        }
        int subtype = Net.u8(m, at + 2) >>> 4;
        boolean legal = switch (subtype) {
            case MP_CAPABLE -> capable(m, at, size, syn);
            case MP_JOIN -> join(m, at, size, syn);
            case DSS -> !syn && dss(m, at, size);
            case ADD_ADDR -> !syn && addAddress(m, at, size);
            case REMOVE_ADDR -> !syn && removeAddress(m, at, size);
            case MP_PRIO -> !syn && prio(m, at, size);
            case MP_FAIL -> !syn && fail(m, at, size);
            case MP_FASTCLOSE -> !syn && fastClose(m, at, size);
            case MP_TCPRST -> !syn && reset(m, at, size);
            default -> false; // MP_EXPERIMENTAL and what is to come
        };
        if (legal) {
            present |= 1 << subtype;
        }
    }

    private boolean capable(MemorySegment m, long at, int size, boolean syn) {
        boolean legal = syn ? size == 4 || size == 12 : size == 20 || size == 22 || size == 24;
        if (!legal || has(MP_CAPABLE)) {
            return has(MP_CAPABLE);
        }
        version = Net.u8(m, at + 2) & 0xf;
        capableFlags = Net.u8(m, at + 3);
        keys = size < 12 ? 0 : size < 20 ? 1 : 2;
        senderKey = keys > 0 ? Net.i64(m, at + 4) : 0;
        receiverKey = keys > 1 ? Net.i64(m, at + 12) : 0;
        capableDataLength = size >= 22 ? Net.u16(m, at + 20) : -1;
        capableChecksum = size == 24 ? Net.u16(m, at + 22) : -1;
        return true;
    }

    private boolean join(MemorySegment m, long at, int size, boolean syn) {
        boolean legal = syn ? size == 12 || size == 16 : size == 24;
        if (!legal || has(MP_JOIN)) {
            return has(MP_JOIN);
        }
        joinLength = size;
        backup = (Net.u8(m, at + 2) & 1) != 0;
        addressId = Net.u8(m, at + 3);
        switch (size) {
            case 12 -> {
                token = Net.i32(m, at + 4);
                nonce = Net.i32(m, at + 8);
            }
            case 16 -> {
                hmacHi = Net.i64(m, at + 4);
                nonce = Net.i32(m, at + 12);
            }
            default -> {
                hmacHi = Net.i64(m, at + 4);
                hmacMid = Net.i64(m, at + 12);
                hmacLo = Net.i32(m, at + 20);
            }
        }
        return true;
    }

    private boolean dss(MemorySegment m, long at, int size) {
        if (size < 4) {
            return false;
        }
        // The flags, not the length, say what is there (RFC 8684 section 3.3).
        int f = Net.u8(m, at + 3) & 0x1f;
        int need = 4;
        if ((f & DSS_ACK) != 0) {
            need += (f & DSS_ACK64) != 0 ? 8 : 4;
        }
        if ((f & DSS_MAP) != 0) {
            need += ((f & DSS_DSN64) != 0 ? 8 : 4) + 6;
        }
        if (size < need) {
            return false;
        }
        dssFlags = f;
        long p = at + 4;
        if ((f & DSS_ACK) != 0) {
            boolean wide = (f & DSS_ACK64) != 0;
            dataAck = wide ? Net.i64(m, p) : Net.u32(m, p);
            p += wide ? 8 : 4;
        }
        checksum = -1;
        if ((f & DSS_MAP) != 0) {
            boolean wide = (f & DSS_DSN64) != 0;
            dsn = wide ? Net.i64(m, p) : Net.u32(m, p);
            p += wide ? 8 : 4;
            ssn = Net.i32(m, p);
            mapLength = Net.u16(m, p + 4);
            if (size >= need + 2) {
                checksum = Net.u16(m, p + 6);
            }
        }
        return true;
    }

    private boolean addAddress(MemorySegment m, long at, int size) {
        int nibble = Net.u8(m, at + 2) & 0xf;
        boolean v0 = nibble == 4 || nibble == 6; // RFC 6824: the IP version stands where RFC 8684 has flags
        echo = !v0 && (nibble & 1) != 0;
        int body = size - 4;
        addHasHmac = !v0 && !echo;
        if (addHasHmac) {
            body -= 8;
        }
        boolean four = body == 4 || body == 6;
        if (!four && body != 16 && body != 18 || v0 && four != (nibble == 4)) {
            return false;
        }
        addId = Net.u8(m, at + 3);
        long p = at + 4;
        addHi = four ? 0 : Net.i64(m, p);
        addLo = four ? IpAddress.v4(Net.i32(m, p)) : Net.i64(m, p + 8);
        p += four ? 4 : 16;
        boolean port = body == 6 || body == 18;
        addPort = port ? Net.u16(m, p) : 0;
        p += port ? 2 : 0;
        addHmac = addHasHmac ? Net.i64(m, p) : 0;
        return true;
    }

    private boolean removeAddress(MemorySegment m, long at, int size) {
        if (size < 4 || size - 3 > MAX_REMOVED_IDS) {
            return false;
        }
        removedCount = size - 3;
        for (int i = 0; i < removedCount; i++) {
            removed[i] = Net.u8(m, at + 3 + i);
        }
        return true;
    }

    private boolean prio(MemorySegment m, long at, int size) {
        if (size != 3 && size != 4) {
            return false;
        }
        prioBackup = (Net.u8(m, at + 2) & 1) != 0;
        prioId = size == 4 ? Net.u8(m, at + 3) : -1;
        return true;
    }

    private boolean fail(MemorySegment m, long at, int size) {
        if (size != 12) {
            return false;
        }
        failDsn = Net.i64(m, at + 4);
        return true;
    }

    private boolean fastClose(MemorySegment m, long at, int size) {
        if (size != 12) {
            return false;
        }
        closeKey = Net.i64(m, at + 4);
        return true;
    }

    private boolean reset(MemorySegment m, long at, int size) {
        if (size != 4) {
            return false;
        }
        resetTransient = (Net.u8(m, at + 2) & 1) != 0;
        resetReason = Net.u8(m, at + 3);
        return true;
    }

    public boolean any() {
        return present != 0;
    }

    public boolean has(int subtype) {
        return (present >>> subtype & 1) != 0;
    }

    public int version() {
        return version;
    }

    public int capableFlags() {
        return capableFlags;
    }

    /** How many keys MP_CAPABLE carries: 0, 1 or 2. */
    public int keys() {
        return keys;
    }

    public long senderKey() {
        return senderKey;
    }

    public long receiverKey() {
        return receiverKey;
    }

    /** Data-level length in MP_CAPABLE, or -1. */
    public int capableDataLength() {
        return capableDataLength;
    }

    /** Checksum in MP_CAPABLE, or -1. */
    public int capableChecksum() {
        return capableChecksum;
    }

    /** 12, 16 or 24: which of the three forms. */
    public int joinLength() {
        return joinLength;
    }

    public boolean backup() {
        return backup;
    }

    public int addressId() {
        return addressId;
    }

    public int token() {
        return token;
    }

    public int nonce() {
        return nonce;
    }

    public long hmacHi() {
        return hmacHi;
    }

    public long hmacMid() {
        return hmacMid;
    }

    public int hmacLo() {
        return hmacLo;
    }

    public int dssFlags() {
        return dssFlags;
    }

    public boolean dss(int flag) {
        return has(DSS) && (dssFlags & flag) != 0;
    }

    /** 64 bits, or the low 32 if {@link #DSS_ACK64} is not set. */
    public long dataAck() {
        return dataAck;
    }

    /** 64 bits, or the low 32 if {@link #DSS_DSN64} is not set. */
    public long dsn() {
        return dsn;
    }

    public int ssn() {
        return ssn;
    }

    /** Data-level length of the mapping, DATA_FIN included; 0 is the infinite mapping. */
    public int mapLength() {
        return mapLength;
    }

    /** DSS checksum, or -1. */
    public int checksum() {
        return checksum;
    }

    public boolean echo() {
        return echo;
    }

    public int addId() {
        return addId;
    }

    public long addHi() {
        return addHi;
    }

    public long addLo() {
        return addLo;
    }

    /** 0 if none was given. */
    public int addPort() {
        return addPort;
    }

    public boolean addHasHmac() {
        return addHasHmac;
    }

    public long addHmac() {
        return addHmac;
    }

    public int removedCount() {
        return removedCount;
    }

    public int removed(int i) {
        return removed[i];
    }

    public boolean prioBackup() {
        return prioBackup;
    }

    /** The address id of RFC 6824's form, or -1. */
    public int prioId() {
        return prioId;
    }

    public long failDsn() {
        return failDsn;
    }

    public long closeKey() {
        return closeKey;
    }

    public int resetReason() {
        return resetReason;
    }

    public boolean resetTransient() {
        return resetTransient;
    }
}
