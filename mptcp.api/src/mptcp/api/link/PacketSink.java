package mptcp.api.link;

import java.lang.foreign.MemorySegment;
import org.osgi.annotation.versioning.ProviderType;

/** Where a link delivers received packets: the stack, on its loop thread. */
@FunctionalInterface
@ProviderType
public interface PacketSink {
    /**
     * Takes one IP packet. The memory belongs to the link and is valid during the call only.
     *
     * @param length bytes available; the sink believes no length field in the packet beyond it
     * @param segmentSize payload bytes per segment if the packet is a super-segment, else 0
     * @param checksumState one of the {@code CHECKSUM_} values of {@link IpLink}; {@link IpLink#CHECKSUM_PARTIAL} means
     *     the packet never left the machine and needs no verification
     */
    void packet(MemorySegment memory, long offset, int length, int segmentSize, int checksumState, long nowNs);
}
