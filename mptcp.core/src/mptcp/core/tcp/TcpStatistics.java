package mptcp.core.tcp;

/** What went through a subflow. Bytes are payload bytes. Loop thread only. */
public final class TcpStatistics {
    private long bytesSent;
    private long bytesRetransmitted;
    private long bytesReceived;
    private long segmentsSent;
    private long segmentsReceived;
    private long retransmits;
    private long dataSegmentsSent;
    private long dataSegmentsReceived;
    private long outOfOrder;
    private long duplicateReports;
    private long markedDelivered;
    private long reorderings;
    private int timeoutEpisodes;
    private int timeoutCount;
    private long timeoutNs;
    private long timeoutSinceNs;

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
        dataSegmentsSent += bytes > 0 ? 1 : 0;
    }

    void resent(int bytes) {
        retransmits++;
        bytesRetransmitted += bytes;
    }

    void segmentReceived() {
        segmentsReceived++;
    }

    long dataSegmentsSent() {
        return dataSegmentsSent;
    }

    long dataSegmentsReceived() {
        return dataSegmentsReceived;
    }

    /** Segments that came before one that they follow. */
    long outOfOrder() {
        return outOfOrder;
    }

    /** D-SACKs. */
    long duplicateReports() {
        return duplicateReports;
    }

    void dataSegmentReceived(boolean beyondGap) {
        dataSegmentsReceived++;
        outOfOrder += beyondGap ? 1 : 0;
    }

    void duplicateReported() {
        duplicateReports++;
    }

    /** Segments that the peer got with the mark of congestion. */
    long markedDelivered() {
        return markedDelivered;
    }

    void markedDelivered(long segments) {
        markedDelivered += segments;
    }

    /** How often segments were seen to overtake one another. */
    long reorderings() {
        return reorderings;
    }

    void reordered() {
        reorderings++;
    }

    int timeoutEpisodes() {
        return timeoutEpisodes;
    }

    int timeoutCount() {
        return timeoutCount;
    }

    /** Of episodes that are over. */
    long timeoutNs() {
        return timeoutNs;
    }

    /** The retransmission timer ran out for the n-th time in a row. */
    void timeout(int n, long nowNs) {
        if (n == 1) {
            timeoutEpisodes++;
            timeoutSinceNs = nowNs;
        }
        timeoutCount++;
    }

    /** Something was acknowledged after timeouts. */
    void timeoutsOver(long nowNs) {
        timeoutNs += nowNs - timeoutSinceNs;
    }

    void received(long bytes) {
        bytesReceived += bytes;
    }
}
