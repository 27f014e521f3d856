package mptcp.core.tcp;

/** What went through a subflow. Bytes are payload bytes. Loop thread only. */
public final class TcpStatistics {
    private long bytesSent;
    private long bytesRetransmitted;
    private long bytesReceived;
    private long segmentsSent;
    private long segmentsReceived;
    private long retransmits;

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

    void sent(int bytes) {
        segmentsSent++;
        bytesSent += bytes;
    }

    void resent(int bytes) {
        retransmits++;
        bytesRetransmitted += bytes;
    }

    void segmentReceived() {
        segmentsReceived++;
    }

    void received(long bytes) {
        bytesReceived += bytes;
    }
}
