package mptcp.core.tcp;

/**
 * Duplicate acknowledgements of a peer without SACK: each stands for a segment that was delivered (RFC 6582). Where segments are small it
 * stands for a small one: a window that a whole one opened each time would admit ever more of them. Loop thread only.
 */
final class DuplicateAcks {
    private final Tcb t;
    private int count;
    /** What the last one was taken for. */
    private long stoodFor = 1;

    DuplicateAcks(Tcb t) {
        this.t = t;
    }

    int count() {
        return count;
    }

    /** What all of them stand for. */
    long bytes() {
        return count * each();
    }

    /** What one stands for: a whole segment, or the mean of those that are out where they are less than half of one. */
    private long each() {
        int whole = t.segmentPayload();
        int sent = t.sent.count();
        long mean = sent == 0 ? whole : t.snd.outstanding() / sent;
        return 2 * mean < whole ? Math.max(1, mean) : whole;
    }

    void came(SampleView sample) {
        count++;
        stoodFor = each();
        sample.addDelivered(stoodFor);
    }

    /** An acknowledgement advanced. */
    void advanced(SampleView sample, boolean recovering) {
        // the first of what is acknowledged was the hole, of which no duplicate told
        int told = Math.clamp(sample.ackedBytes() / stoodFor - 1, 0, count);
        sample.addDelivered(-(told * stoodFor)); // the duplicates stood for these
        count = recovering ? count - told : 0;
    }

    void forget() {
        count = 0;
    }
}
