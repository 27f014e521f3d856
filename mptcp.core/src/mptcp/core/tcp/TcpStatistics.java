package mptcp.core.tcp;

/** What went through a subflow. Bytes are payload bytes. Loop thread only. */
public final class TcpStatistics {
    long bytesSent;
    long bytesRetransmitted;
    long bytesReceived;
    long segmentsSent;
    long segmentsReceived;
    long retransmits;

    /** Retransmissions included. */
    public long bytesSent() {
        return bytesSent;
    }

    public long bytesRetransmitted() {
        return bytesRetransmitted;
    }

    public long bytesReceived() {
        return bytesReceived;
    }

    public long segmentsSent() {
        return segmentsSent;
    }

    public long segmentsReceived() {
        return segmentsReceived;
    }

    /** Segments sent again. */
    public long retransmits() {
        return retransmits;
    }
}
