package mptcp.io.raw.ethernet;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * The ring that the kernel writes received frames into (packet(7), TPACKET_V2), shared with it: a slot is the kernel's or ours
 * by its status word. Super-segments, which are larger than a slot, wait whole at the socket and are marked in theirs; so
 * slots are small and all stay in order. One thread.
 */
final class ReceiveRing {
    /** The frame waits at the socket ({@code TP_STATUS_COPY}). */
    static final int WHOLE_AT_SOCKET = 2;
    /** Frames before were lost for want of a slot ({@code TP_STATUS_LOSING}). */
    static final int LOSING = 4;
    private static final int OURS = 1;
    private static final int KERNELS = 0;

    // struct tpacket2_hdr
    private static final int LENGTH = 4;
    private static final int CAPTURED = 8;
    private static final int MAC = 12;

    private static final VarHandle STATUS = ValueLayout.JAVA_INT.varHandle();

    private final MemorySegment memory;
    private final int slotSize;
    private long at;

    /** @param memory the whole ring, mapped */
    ReceiveRing(MemorySegment memory, int slotSize) {
        this.memory = memory;
        this.slotSize = slotSize;
    }

    MemorySegment memory() {
        return memory;
    }

    /** @return the status of the next frame, or 0 if there is none yet */
    int status() {
        int status = (int) STATUS.getAcquire(memory, at);
        return (status & OURS) == 0 ? 0 : status;
    }

    /** Bytes of the frame on the wire. */
    int length() {
        return memory.get(JAVA_INT, at + LENGTH);
    }

    /** Those of them that are in the slot. */
    int captured() {
        return memory.get(JAVA_INT, at + CAPTURED);
    }

    /** Where the Ethernet header is; the virtio-net header ends there. */
    long frame() {
        return at + (memory.get(JAVA_SHORT, at + MAC) & 0xffff);
    }

    /** Gives the slot back and goes on to the next. */
    void next() {
        STATUS.setRelease(memory, at, KERNELS);
        at += slotSize;
        if (at == memory.byteSize()) {
            at = 0;
        }
    }
}
